/** The Telegram client against the stand-in's Bot API over loopback: what each failure is taken for, and what leaks. */
import { createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { splitText, TelegramClient, TelegramFailure } from '#clients/telegram';
import { type StandinBot, TelegramStandin } from '#standins';

let app: FastifyInstance;
let standin: TelegramStandin;
let client: TelegramClient;
let apiUrl: string;
let bot: StandinBot;
const BUYER = 501;

beforeAll(async () => {
  standin = new TelegramStandin({ timeScale: 0.01 });
  app = fastify();
  await standin.register(app);
  apiUrl = `${await app.listen({ port: 0, host: '127.0.0.1' })}/telegram`;
  client = new TelegramClient({ apiUrl });
});
afterAll(async () => {
  await standin.close();
  await app.close();
});
beforeEach(() => {
  standin.clearFaults();
  bot = standin.createBot({ name: 'Shop' });
});

const phone = (id = BUYER) => standin.person(bot.id, { id, name: 'Mia', languageCode: 'de' });
const shownTexts = (): string[] =>
  phone()
    .messages()
    .filter((message) => message.from === 'bot')
    .map((message) => message.text);

async function failureOf(call: Promise<unknown>): Promise<TelegramFailure> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TelegramFailure) return error;
    throw error;
  }
  throw new Error('the call did not fail');
}

describe('TelegramClient', () => {
  it('tells which bot a token belongs to', async () => {
    const me = await client.getMe(bot.token);
    expect(me).toEqual({ id: String(bot.id), username: bot.username, name: 'Shop' });
  });

  it('sets a webhook with secret and kinds, reads it back and removes it', async () => {
    await client.setWebhook(bot.token, 'https://shop.example/hook', 's3cret_-');
    expect(await client.getWebhookInfo(bot.token)).toMatchObject({
      url: 'https://shop.example/hook',
      lastErrorAt: null,
    });
    const [call] = standin.calls({ method: 'setWebhook', bot: bot.id });
    expect(call?.params).toMatchObject({
      secret_token: 's3cret_-',
      allowed_updates: ['message', 'edited_message', 'my_chat_member'],
      max_connections: 40,
    });
    await client.deleteWebhook(bot.token);
    expect((await client.getWebhookInfo(bot.token)).url).toBe('');
  });

  it('polls: gets what is new, gets it again until the offset confirms it', async () => {
    phone().send('Is the blue mug in stock?');
    const [first] = await client.getUpdates(bot.token, null, 0);
    expect(first).toMatchObject({
      kind: 'message',
      chatId: String(BUYER),
      text: 'Is the blue mug in stock?',
      from: { name: 'Mia', languageCode: 'de' },
    });
    expect(await client.getUpdates(bot.token, null, 0)).toEqual([first]);
    expect(await client.getUpdates(bot.token, (first?.updateId ?? 0) + 1, 0)).toEqual([]);
    expect(standin.bot(bot.id).pendingUpdates).toBe(0);
  });

  it('wakes a waiting poll when a buyer writes, edits or blocks', async () => {
    const waiting = client.getUpdates(bot.token, null, 20);
    await expect.poll(() => standin.bot(bot.id).mode).toBe('polling');
    const { message } = phone().send('one');
    const [update] = await waiting;
    expect(update).toMatchObject({ kind: 'message', text: 'one' });
    phone().edit(message.messageId, 'two');
    phone().block();
    phone().unblock();
    const more = await client.getUpdates(bot.token, (update?.updateId ?? 0) + 1, 0);
    expect(more).toMatchObject([
      { kind: 'message', text: 'two', edited: true, messageId: message.messageId },
      { kind: 'blocked', chatId: String(BUYER) },
      { kind: 'unblocked' },
    ]);
  });

  it('ends a poll empty-handed when it is told to stop', async () => {
    const stop = new AbortController();
    const waiting = client.getUpdates(bot.token, null, 20, stop.signal);
    await expect.poll(() => standin.bot(bot.id).mode).toBe('polling');
    stop.abort();
    expect(await waiting).toEqual([]);
    await expect.poll(() => standin.bot(bot.id).mode).toBe('idle');
  });

  it('takes a second poller and an active webhook for a conflict', async () => {
    const older = failureOf(client.getUpdates(bot.token, null, 20));
    await expect.poll(() => standin.bot(bot.id).mode).toBe('polling');
    const stop = new AbortController();
    const newer = client.getUpdates(bot.token, null, 20, stop.signal);
    expect(await older).toMatchObject({ reason: 'conflict' });
    stop.abort();
    await newer;
    await client.setWebhook(bot.token, 'https://shop.example/hook', 'x');
    const failure = await failureOf(client.getUpdates(bot.token, null, 0));
    expect(failure.reason).toBe('conflict');
  });

  it('sends text as it is, and formatting as HTML', async () => {
    phone().send('hi');
    const sent = await client.sendMessage(bot.token, String(BUYER), 'a < b & **c**');
    await client.sendMessage(bot.token, String(BUYER), 'a < b & **c**', { html: true });
    const answers = phone().messages(sent.messageId - 1);
    expect(answers.map(({ text, entities }) => ({ text, entities }))).toEqual([
      { text: 'a < b & **c**', entities: [] },
      { text: 'a < b & c', entities: [{ type: 'bold', offset: 8, length: 1 }] },
    ]);
  });

  it('sends the bare text when Telegram cannot read the formatting', async () => {
    phone().send('hi');
    const description = "Bad Request: can't parse entities: Unsupported start tag";
    standin.fault({ method: 'sendMessage', status: 400, description });
    await client.sendMessage(bot.token, String(BUYER), '**bold**', { html: true });
    expect(shownTexts()).toEqual(['**bold**']);
  });

  it('sends a long answer in parts that Telegram takes', async () => {
    phone().send('hi');
    const long = 'This mug is **blue** & made by hand. '.repeat(400);
    for (const part of splitText(long)) {
      await client.sendMessage(bot.token, String(BUYER), part, { html: true });
    }
    expect(shownTexts()).toHaveLength(4);
    expect((await failureOf(client.sendMessage(bot.token, String(BUYER), long))).reason).toBe(
      'invalid',
    );
  });

  it('shows typing', async () => {
    phone().send('hi');
    const seen: unknown[] = [];
    const off = standin.onActivity((activity) => seen.push(activity));
    await client.sendChatAction(bot.token, String(BUYER));
    off();
    expect(seen).toEqual([{ type: 'typing', botId: bot.id, chatId: BUYER, action: 'typing' }]);
  });

  it('downloads a picture up to the size it was told', async () => {
    const bytes = Buffer.alloc(3_000, 7);
    await phone().sendPhoto({ bytes, mimeType: 'image/png', caption: 'this one' });
    const [update] = await client.getUpdates(bot.token, null, 0);
    if (update?.kind !== 'message' || !update.photo) throw new Error('no picture');
    const file = await client.getFile(bot.token, update.photo.fileId);
    expect(file.fileBytes).toBe(3_000);
    expect(await client.downloadFile(bot.token, file.path, 3_000)).toEqual(bytes);
    const failure = await failureOf(client.downloadFile(bot.token, file.path, 2_999));
    expect(failure.reason).toBe('invalid');
  });
});

describe('TelegramClient failures', () => {
  const send = (): Promise<unknown> => client.sendMessage(bot.token, String(BUYER), 'hello');

  it('knows a blocked bot, an unknown chat and a revoked token', async () => {
    expect((await failureOf(send())).reason).toBe('chat_not_found');
    phone().block();
    expect((await failureOf(send())).reason).toBe('blocked_by_user');
    standin.revoke(bot.id);
    expect((await failureOf(send())).reason).toBe('unauthorized');
    expect((await failureOf(client.getMe('nonsense'))).reason).toBe('unauthorized');
  });

  it('passes on how long to wait when it was too fast', async () => {
    phone().send('hi');
    standin.fault({ method: 'sendMessage', status: 429, retryAfterSeconds: 7 });
    expect(await failureOf(send())).toMatchObject({
      reason: 'rate_limited',
      retryAfterMs: 7_000,
      kind: 'unavailable',
      mayHaveHappened: false,
    });
  });

  it.each([
    [500, 'server_error'],
    [503, 'server_error'],
    [502, 'unknown_outcome'],
    [400, 'invalid'],
  ])('takes status %i for %s', async (status, reason) => {
    phone().send('hi');
    standin.fault({ method: 'sendMessage', status });
    expect((await failureOf(send())).reason).toBe(reason);
  });

  it('does not claim to know when the connection dropped, whether or not it went through', async () => {
    phone().send('hi');
    standin.fault({ method: 'sendMessage', drop: true, applied: true });
    expect(await failureOf(send())).toMatchObject({
      reason: 'unknown_outcome',
      mayHaveHappened: true,
    });
    expect(shownTexts()).toEqual(['hello']);
    standin.fault({ method: 'sendMessage', drop: true });
    expect((await failureOf(send())).reason).toBe('unknown_outcome');
    expect(shownTexts()).toEqual(['hello']);
  });

  it('does not claim to know when the time was up', async () => {
    phone().send('hi');
    const hasty = new TelegramClient({ apiUrl, callTimeoutMs: 30 });
    standin.fault({ method: 'sendMessage', delayMs: 300 });
    const failure = await failureOf(hasty.sendMessage(bot.token, String(BUYER), 'hello'));
    expect(failure.reason).toBe('unknown_outcome');
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const nobody = new TelegramClient({ apiUrl: 'http://127.0.0.1:1' });
    const failure = await failureOf(nobody.sendMessage(bot.token, String(BUYER), 'hello'));
    expect(failure).toMatchObject({ reason: 'not_sent', mayHaveHappened: false });
  });

  describe('without leaks', () => {
    let garbage: Server;
    let garbageUrl: string;
    beforeAll(async () => {
      garbage = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\noops'));
      });
      await new Promise<void>((resolve) => garbage.listen(0, '127.0.0.1', resolve));
      const address = garbage.address();
      garbageUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    });
    afterAll(() => garbage.close());

    it('never shows the token or the text in an error', async () => {
      const canary = 'buyer-text-canary';
      phone().send('hi');
      standin.fault({ method: 'sendMessage', drop: true });
      standin.fault({ method: 'sendMessage', status: 500, description: `bad ${bot.token}` });
      standin.fault({ method: 'sendMessage', status: 400, description: `bad ${bot.token}` });
      const urls = [apiUrl, apiUrl, apiUrl, garbageUrl, 'http://127.0.0.1:1'];
      for (const url of urls) {
        const failing = new TelegramClient({ apiUrl: url });
        const failure = await failureOf(failing.sendMessage(bot.token, String(BUYER), canary));
        const everything = inspect(failure, { depth: 9, showHidden: true });
        expect(everything).not.toContain(bot.token.split(':')[1]);
        expect(everything).not.toContain(canary);
      }
      expect(
        (await failureOf(new TelegramClient({ apiUrl: garbageUrl }).getMe(bot.token))).reason,
      ).toBe('unknown_outcome');
      const lost = await failureOf(client.downloadFile(bot.token, 'photos/none.jpg', 10));
      expect(inspect(lost, { depth: 9, showHidden: true })).not.toContain(bot.token.split(':')[1]);
    });
  });
});
