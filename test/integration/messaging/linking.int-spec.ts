/** Linking channels as the dashboard does it: over HTTP, watching the channel's stream, with a code that a reader reads. */
import { PNG } from 'pngjs';
import decodeQr from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { startStandins, type Standins } from '#standins';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type ParsedJson,
  type TestApi,
} from '../../support/apps/api-app.js';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../support/servers/ports.js';
import { openEvents } from '../../support/read-events.js';
import type { TestWorker } from '../../support/apps/worker-app.js';
import { aNumber, startWhatsappWorker } from './support/whatsapp-scene.js';

let platform: Standins;
let platformToken: string;
let worker: TestWorker;
let api: TestApi;
const streams: AbortController[] = [];

beforeAll(async () => {
  platform = await startStandins();
  platformToken = platform.telegram.createBot({ name: 'IFA' }).token;
  const port = await freePort();
  const env = {
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_API_URL: `${platform.url}/telegram`,
    TELEGRAM_BOT_TOKEN: platformToken,
    RATE_LIMIT_SELLER_PER_MINUTE: '1000',
    RATE_LIMIT_AUTH_PER_MINUTE: '1000',
  };
  worker = await startWhatsappWorker({ env });
  api = await startTestApi({
    databaseUrl: worker.database.url,
    redisUrl: worker.redisUrl,
    standinsPort: Number(new URL(worker.standins.url).port),
    port,
    env,
  });
});

afterAll(async () => {
  for (const stream of streams) stream.abort();
  await api?.close();
  await worker?.close();
  await platform?.close();
});

interface Desk {
  post(path: string, json?: unknown): Promise<ParsedJson>;
  get(path: string): Promise<Response>;
  patch(path: string, json: unknown): Promise<ParsedJson>;
  remove(path: string): Promise<ParsedJson>;
  /** Deletes the account. */
  leave(): Promise<ParsedJson>;
  /** Everything that the channel's stream has told so far. */
  watch(channelId: string): Promise<ParsedJson[]>;
}

async function aDesk(): Promise<Desk> {
  const { token, sellerId, password } = await registerSeller(api);
  await worker.database.dataSource.query(
    `insert into agents (id, seller_id, name, workspace_path, config) values ($1, $2, 'Agent', '', '{"debounceMs": 0}')`,
    [newId('agt'), sellerId],
  );
  return {
    post: async (path, json = {}) => bodyOf(await api.fetch(path, { token, json })),
    get: (path) => api.fetch(path, { token }),
    patch: async (path, json) => bodyOf(await api.fetch(path, { token, method: 'PATCH', json })),
    remove: async (path) => bodyOf(await api.fetch(path, { token, method: 'DELETE' })),
    leave: async () =>
      bodyOf(await api.fetch('/auth/me', { token, method: 'DELETE', json: { password } })),
    watch: async (channelId) => {
      const told: ParsedJson[] = [];
      const abort = new AbortController();
      streams.push(abort);
      const url = `${api.url}/messaging/channels/${channelId}/stream`;
      const events = await openEvents(url, token, { signal: abort.signal });
      void (async () => {
        for await (const event of events) told.push(JSON.parse(event.data));
      })().catch(() => undefined);
      return told;
    },
  };
}

describe('a WhatsApp number', () => {
  it('is linked by a code that comes on the stream and, as a picture, is read by a QR reader', async () => {
    const desk = await aDesk();
    const { channelId } = await desk.post('/messaging/whatsapp/connect');
    const told = await desk.watch(channelId);
    const shown = await eventually('the code', () => told.find((state) => state.qr !== null));
    expect(shown).toMatchObject({ status: 'pending', state: 'pairing', n: 1 });

    const picture = await desk.get(`/messaging/whatsapp/${channelId}/qr.png`);
    expect(picture.headers.get('cache-control')).toBe('no-store');
    const { width, height, data } = PNG.sync.read(Buffer.from(await picture.arrayBuffer()));
    expect(decodeQr({ width, height, data })).toBe(shown.qr);

    await worker.standins.whatsapp.scanQr(aNumber(), shown.qr);
    await eventually('the link', () => told.at(-1)?.state === 'connected');
    expect(told.at(-1)).toMatchObject({ status: 'connected', qr: null, code: null });
    expect((await desk.get(`/messaging/whatsapp/${channelId}/qr.png`)).status).toBe(404);
  });

  it("is refused, with why it was, while it is another account's", async () => {
    const number = aNumber();
    const link = async (): Promise<{ desk: Desk; told: ParsedJson[] }> => {
      const desk = await aDesk();
      const { channelId } = await desk.post('/messaging/whatsapp/connect');
      const told = await desk.watch(channelId);
      const { qr } = await eventually('the code', () => told.find((state) => state.qr !== null));
      await worker.standins.whatsapp.scanQr(number, qr);
      return { desk, told };
    };
    const { told: first } = await link();
    await eventually('the link', () => first.at(-1)?.state === 'connected');
    const { desk, told: second } = await link();
    await eventually('the refusal', () => second.at(-1)?.status === 'disconnected');
    const { channels } = await bodyOf(await desk.get('/messaging/channels'));
    expect(channels).toMatchObject([
      { lastError: 'This number is already connected to another IFA account.' },
    ]);
  });

  it('is let go on its phone too when the account is deleted', async () => {
    const number = aNumber();
    const devices = (): unknown =>
      worker.standins.whatsapp.accounts().find((one) => one.number === number)?.devices;
    const desk = await aDesk();
    const { channelId } = await desk.post('/messaging/whatsapp/connect');
    const told = await desk.watch(channelId);
    const { qr } = await eventually('the code', () => told.find((state) => state.qr !== null));
    await worker.standins.whatsapp.scanQr(number, qr);
    await eventually('the link', () => told.at(-1)?.state === 'connected');
    expect(devices()).toHaveLength(1);

    expect(await desk.leave()).toEqual({ success: true });
    expect(devices()).toEqual([]);
  });
});

describe.each([
  {
    name: "the seller's own Telegram bot",
    link: (desk: Desk) => {
      const { token } = platform.telegram.createBot();
      return desk.post('/messaging/telegram/connect', { botToken: token });
    },
  },
  { name: 'a webhook', link: (desk: Desk) => desk.post('/messaging/webhook/connect') },
])('$name', ({ link }) => {
  it('is watched on the stream like any channel', async () => {
    const desk = await aDesk();
    const { channelId } = await link(desk);
    const told = await desk.watch(channelId);
    await eventually('how it is', () => told.at(-1)?.state === 'connected');
    await desk.remove(`/messaging/channels/${channelId}`);
    await eventually('its end', () => told.at(-1)?.state === 'disconnected');
    expect(told.map(({ status }) => status)).toEqual(['connected', 'disconnected']);
    expect(told.at(-1)).toMatchObject({ qr: null, code: null, lastError: null });
  });
});

describe('a Telegram bot', () => {
  it('is of one account at a time, also when two ask at once', async () => {
    const { token } = platform.telegram.createBot();
    const [one, two] = [await aDesk(), await aDesk()];
    const link = (desk: Desk): Promise<ParsedJson> =>
      desk.post('/messaging/telegram/connect', { botToken: token });
    const made = await link(one);
    expect(made).toMatchObject({ success: true });
    expect(await link(two)).toMatchObject({ error: { code: 'messaging.channel_taken' } });

    await one.remove(`/messaging/channels/${made.channelId}`);
    const both = await Promise.all([link(one), link(two)]);
    expect(both.filter(({ success }) => success === true)).toHaveLength(1);
    expect(both.filter(({ error }) => error?.code === 'messaging.channel_taken')).toHaveLength(1);
  });
});

describe('a webhook', () => {
  it('is changed in what is named, and null for a name names none', async () => {
    const desk = await aDesk();
    const { channelId } = await desk.post('/messaging/webhook/connect', { name: 'Till' });
    const path = `/messaging/webhook/${channelId}`;
    const answerUrl = 'https://till.example.com/answers';
    expect(await desk.patch(path, { name: null, answerUrl })).toMatchObject({
      displayName: 'Till',
      answerUrl,
    });
    expect(await desk.patch(path, { name: 'Shop' })).toMatchObject({
      displayName: 'Shop',
      answerUrl,
    });
  });
});

describe('a channel that ended against the wish of its seller', () => {
  it.each([
    ['/messaging/whatsapp/connect', {}],
    ['/messaging/webhook/connect', {}],
  ])('says why until it is taken off the list (%s)', async (path, json) => {
    const desk = await aDesk();
    const { channelId } = await desk.post(path, json);
    await worker.database.dataSource.query(
      `update messaging_channels set status = 'disconnected', last_error = 'Refused.', lease_until = null,
              epoch = epoch + 1 where id = $1`,
      [channelId],
    );
    const listed = async (): Promise<unknown> =>
      (await bodyOf(await desk.get('/messaging/channels'))).channels;
    const ended = { id: channelId, status: 'disconnected' };
    expect(await listed()).toMatchObject([{ ...ended, lastError: 'Refused.' }]);
    await desk.remove(`/messaging/channels/${channelId}`);
    expect(await listed()).toMatchObject([{ ...ended, lastError: null }]);
  });
});

describe("the platform's bot where Telegram can reach us", () => {
  const path = '/messaging/telegram/webhook/platform-bot';

  it('is posted to, links the chat that sends the code, and takes a repeat for a repeat', async () => {
    const desk = await aDesk();
    await eventually('the webhook', () => platform.telegram.bot(platformToken).webhookUrl !== null);
    expect(platform.telegram.bot(platformToken)).toMatchObject({
      mode: 'webhook',
      webhookUrl: `${api.url}${path}`,
    });
    const { channelId, code } = await desk.post('/messaging/telegram/connect', { chatId: '7711' });
    const told = await desk.watch(channelId);
    const owner = platform.telegram.person(platformToken, { id: 7711 });
    const heard = (): string[] =>
      owner
        .messages()
        .filter((one) => one.from === 'bot')
        .map((one) => one.text);

    const { update } = owner.send(`/start ${code}`);
    await eventually('the link', () => told.at(-1)?.state === 'connected');
    expect(told.map(({ status }) => status)).toEqual(['pending', 'connected']);
    await eventually('the greeting', () => heard().length === 1);
    expect(await platform.telegram.redeliver(platformToken, update.update_id)).toBe(200);
    owner.send('What is in stock?');
    await eventually('an answer of the agent', () => heard().length === 2);
    const rows = await worker.database.dataSource.query(
      `select payload->>'text' as text from agent_inbox where channel_id = $1`,
      [channelId],
    );
    expect(rows).toEqual([{ text: 'What is in stock?' }]);
  });

  it('believes nobody who does not know its secret', async () => {
    const update = { update_id: 1, message: { text: 'let me in' } };
    for (const secret of ['', 'guessed']) {
      const headers = { 'x-telegram-bot-api-secret-token': secret };
      expect((await api.fetch(path, { json: update, headers })).status).toBe(401);
    }
  });
});
