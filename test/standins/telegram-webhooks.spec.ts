/** Promises of Telegram's stand-in about webhooks: order, repeats, secrets, and what survives a restart. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TelegramHarness } from './telegram-harness.js';

let world: TelegramHarness;
const standin = (): TelegramHarness['standin'] => world.standin;

beforeEach(async () => {
  world = new TelegramHarness();
  await world.start();
});
afterEach(() => world.stop());

describe('webhooks', () => {
  it('posts updates with the secret, in order within a chat', async () => {
    const bot = standin().createBot();
    await world.call(bot.token, 'setWebhook', { url: world.hook, secret_token: 'abc' });
    const mia = standin().person(bot.id, { id: 1 });
    for (let n = 0; n < 20; n++) mia.send(`text ${n}`);
    await expect.poll(() => world.receiver.received.length).toBe(20);
    expect(world.receiver.received.map(({ text }) => text)).toEqual(
      Array.from({ length: 20 }, (_, n) => `text ${n}`),
    );
    expect(new Set(world.receiver.received.map(({ secret }) => secret))).toEqual(new Set(['abc']));
    await expect.poll(() => standin().bot(bot.id).pendingUpdates).toBe(0);
  });

  it('delivers again what failed, holding up that chat only', async () => {
    const bot = standin().createBot();
    let left = 4;
    world.receiver.answer = ({ chatId }) => ({ status: chatId === 1 && left-- > 0 ? 503 : 200 });
    await world.call(bot.token, 'setWebhook', { url: world.hook });
    standin().person(bot.id, { id: 1 }).send('held up');
    standin().person(bot.id, { id: 1 }).send('behind it');
    standin().person(bot.id, { id: 2 }).send('not held up');
    await expect.poll(() => standin().bot(bot.id).pendingUpdates).toBe(0);
    const chatOne = world.receiver.received
      .filter(({ chatId }) => chatId === 1)
      .map(({ text }) => text);
    expect(chatOne).toEqual(['held up', 'held up', 'held up', 'held up', 'held up', 'behind it']);
    expect(world.receiver.received.filter(({ chatId }) => chatId === 2)).toHaveLength(1);
    expect((await world.call(bot.token, 'getWebhookInfo')).result).toMatchObject({
      last_error_message: 'Wrong response from the webhook: 503 Service Unavailable',
    });
  });

  it('keeps what arrives while nobody listens, and delivers it when somebody does', async () => {
    const bot = standin().createBot();
    await world.call(bot.token, 'setWebhook', { url: 'http://127.0.0.1:1/hook' });
    standin().person(bot.id, { id: 1 }).send('anybody?');
    await expect.poll(() => standin().deliveries().length).toBeGreaterThanOrEqual(2);
    await world.call(bot.token, 'setWebhook', { url: world.hook });
    await expect.poll(() => world.receiver.received.map(({ text }) => text)).toEqual(['anybody?']);
  });

  it('posts a repeat with the same update id', async () => {
    const bot = standin().createBot();
    await world.call(bot.token, 'setWebhook', { url: world.hook });
    const { update: sent } = standin().person(bot.id, { id: 1 }).send('once');
    await expect.poll(() => world.receiver.received.length).toBe(1);
    expect(await standin().redeliver(bot.id, sent.update_id)).toBe(200);
    expect(world.receiver.received.map(({ updateId }) => updateId)).toEqual([
      sent.update_id,
      sent.update_id,
    ]);
    expect(await standin().redeliver(bot.id, 5)).toBe(404);
  });

  it('carries out the call in a webhook answer', async () => {
    const bot = standin().createBot();
    world.receiver.answer = ({ chatId }) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { method: 'sendMessage', chat_id: chatId, text: 'at once' },
    });
    await world.call(bot.token, 'setWebhook', { url: world.hook });
    const mia = standin().person(bot.id, { id: 1 });
    mia.send('hi');
    await expect.poll(() => mia.messages().map(({ text }) => text)).toEqual(['hi', 'at once']);
  });

  it('leaves out the kinds of updates that the bot did not ask for', async () => {
    const bot = standin().createBot();
    await world.call(bot.token, 'setWebhook', { url: world.hook, allowed_updates: ['message'] });
    const mia = standin().person(bot.id, { id: 1 });
    mia.block();
    mia.unblock();
    mia.send('back');
    await expect.poll(() => world.receiver.received.map(({ text }) => text)).toEqual(['back']);
  });

  it('refuses what the real one refuses', async () => {
    const bot = standin().createBot();
    const plain = await world.call(bot.token, 'setWebhook', { url: 'http://shop.example/hook' });
    expect(plain.description).toContain('An HTTPS URL must be provided');
    const secret = await world.call(bot.token, 'setWebhook', {
      url: world.hook,
      secret_token: 'no spaces',
    });
    expect(secret.description).toContain('secret token contains unallowed characters');
  });
});

describe('the state', () => {
  it('survives a restart: bots, chats, webhooks, waiting updates and files', async () => {
    await world.restart();
    const bot = standin().createBot({ name: 'Shop' });
    await world.call(bot.token, 'setWebhook', {
      url: 'http://127.0.0.1:1/hook',
      secret_token: 'abc',
    });
    const mia = standin().person(bot.id, { id: 1, name: 'Mia' });
    mia.send('still there?');
    const photo = await mia.sendPhoto({ bytes: Buffer.from('picture'), mimeType: 'image/png' });
    const sizes = z
      .array(z.object({ file_id: z.string() }))
      .parse(photo.message.content?.['photo']);
    await world.restart();
    expect(standin().bot(bot.token)).toMatchObject({
      name: 'Shop',
      mode: 'webhook',
      pendingUpdates: 2,
    });
    const file = await world.call(bot.token, 'getFile', { file_id: sizes[0]?.file_id });
    const { file_path } = z.object({ file_path: z.string() }).parse(file.result);
    expect(await (await world.fetch(`/file/bot${bot.token}/${file_path}`)).text()).toBe('picture');
    await world.call(bot.token, 'deleteWebhook');
    const { result } = await world.call(bot.token, 'getUpdates');
    expect(result).toMatchObject([
      { message: { text: 'still there?', from: { first_name: 'Mia' } } },
      {},
    ]);
    const { message } = standin().person(bot.id, { id: 1 }).send('yes');
    expect(message.messageId).toBe(3);
  });
});
