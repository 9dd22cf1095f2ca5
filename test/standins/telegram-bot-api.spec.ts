/** Promises of Telegram's stand-in about its Bot API and its control routes. */
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

describe('the Bot API', () => {
  it('takes parameters from the query, a form, multipart and JSON alike', async () => {
    const bot = standin().createBot();
    const mia = standin().person(bot.id, { id: 1 });
    mia.send('hi');
    const url = `/bot${bot.token}/sendMessage`;
    const form = new FormData();
    form.set('chat_id', '1');
    form.set('text', 'multipart');
    await world.fetch(`${url}?chat_id=1&text=query`);
    await world.fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ chat_id: '1', text: 'form' }),
    });
    await world.fetch(url, { method: 'POST', body: form });
    await world.call(bot.token, 'sendMessage', { chat_id: '1', text: 'json' });
    expect(mia.messages(1).map(({ text }) => text)).toEqual(['query', 'form', 'multipart', 'json']);
  });

  it.each([
    ['<b>open', `Can't find end tag corresponding to start tag "b"`],
    ['<b><i>x</b></i>', 'Unmatched end tag'],
    ['a <3 b', 'Unsupported start tag'],
    ['<h1>x</h1>', 'Unsupported start tag "h1"'],
  ])('refuses the HTML %s', async (text, why) => {
    const bot = standin().createBot();
    standin().person(bot.id, { id: 1 }).send('hi');
    const answer = await world.call(bot.token, 'sendMessage', {
      chat_id: 1,
      text,
      parse_mode: 'HTML',
    });
    expect(answer).toMatchObject({ ok: false, error_code: 400 });
    expect(answer.description).toContain(`can't parse entities: ${why}`);
  });

  it('counts the visible text against the limit, not its markup', async () => {
    const bot = standin().createBot();
    standin().person(bot.id, { id: 1 }).send('hi');
    const text = `<b>${'x'.repeat(4096)}</b>`;
    expect(
      await world.call(bot.token, 'sendMessage', { chat_id: 1, text, parse_mode: 'HTML' }),
    ).toMatchObject({ ok: true });
    expect(await world.call(bot.token, 'sendMessage', { chat_id: 1, text })).toMatchObject({
      description: 'Bad Request: message is too long',
    });
  });

  it('answers 429 for the whole bot beyond the limits, if told to keep them', async () => {
    await world.restart({ timeScale: 100, enforceLimits: true });
    const bot = standin().createBot();
    for (const id of [1, 2]) standin().person(bot.id, { id }).send('hi');
    const burst = await Promise.all(
      Array.from({ length: 6 }, () =>
        world.call(bot.token, 'sendMessage', { chat_id: 1, text: 'x' }),
      ),
    );
    expect(burst.filter(({ ok }) => ok)).toHaveLength(3);
    const refused = burst.filter(({ ok }) => !ok);
    expect(refused).toMatchObject(Array(3).fill({ error_code: 429, parameters: {} }));
    // The other chats of the bot have to wait too.
    expect(await world.call(bot.token, 'sendMessage', { chat_id: 2, text: 'x' })).toMatchObject({
      error_code: 429,
    });
  });

  it('edits and deletes the messages of the bot, not those of the person', async () => {
    const bot = standin().createBot();
    const mia = standin().person(bot.id, { id: 1 });
    mia.send('hi');
    await world.call(bot.token, 'sendMessage', { chat_id: 1, text: 'one' });
    await world.call(bot.token, 'editMessageText', { chat_id: 1, message_id: 2, text: 'two' });
    expect(mia.messages(1)).toMatchObject([{ text: 'two' }]);
    expect(
      await world.call(bot.token, 'deleteMessage', { chat_id: 1, message_id: 1 }),
    ).toMatchObject({
      ok: false,
    });
    expect(
      await world.call(bot.token, 'deleteMessage', { chat_id: 1, message_id: 2 }),
    ).toMatchObject({
      ok: true,
    });
    expect(mia.messages()).toMatchObject([{ text: 'hi' }]);
  });
});

describe('the control routes', () => {
  it('do what the methods do', async () => {
    const created = z
      .object({ token: z.string(), username: z.string(), id: z.number() })
      .parse(
        await (await world.control('/bots', { name: 'Shop', username: 'my_shop_bot' })).json(),
      );
    expect(standin().bot('@my_shop_bot').token).toBe(created.token);
    const chat = `/bots/${created.id}/chats/9`;
    await world.control(`${chat}/messages`, { text: 'hello', name: 'Ida', languageCode: 'da' });
    await world.control(`${chat}/messages/1/edit`, { text: 'hello!' });
    await world.control(`${chat}/voices`, { durationSeconds: 2 });
    await world.control(`${chat}/photos`, { dataBase64: 'AAAA', caption: 'look' });
    await world.control(`${chat}/contents`, { content: { sticker: { file_id: 'x' } } });
    await world.control('/faults', { method: 'getMe', status: 500, bot: 'my_shop_bot' });
    expect(await world.call(created.token, 'getMe')).toMatchObject({ error_code: 500 });
    expect(await world.call(created.token, 'getMe')).toMatchObject({ ok: true });
    await world.control(`${chat}/block`, {});
    expect(await world.call(created.token, 'sendMessage', { chat_id: 9, text: 'x' })).toMatchObject(
      {
        error_code: 403,
      },
    );
    await world.control(`${chat}/unblock`, {});
    const messages: unknown = await (await world.control(`${chat}/messages`)).json();
    expect(messages).toMatchObject({ messages: [{ text: 'hello!' }, {}, { text: 'look' }, {}] });
    expect(await (await world.control('/bots')).json()).toMatchObject({
      bots: [{ username: 'my_shop_bot', pendingUpdates: 7 }],
    });
    expect(await (await world.control('/calls?method=getMe')).json()).toMatchObject({
      calls: [{ status: 500 }, { status: 200 }],
    });
    await world.control(`/bots/${created.id}/revoke`, {});
    expect(await world.call(created.token, 'getMe')).toMatchObject({ error_code: 401 });
  });

  it('answer 404 for an unknown bot and 400 for nonsense', async () => {
    expect((await world.control('/bots/none/chats')).status).toBe(404);
    const bot = standin().createBot();
    expect(
      (await world.control(`/bots/${bot.id}/chats/1/messages`, { nonsense: true })).status,
    ).toBe(400);
  });
});
