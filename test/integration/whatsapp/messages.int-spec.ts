import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ALICE, BOB, Client, runStandin, SELLER, until } from './support/harness.js';

const ALICE_LID = `9${ALICE}@lid`;
const ALICE_PHONE = `${ALICE}@s.whatsapp.net`;

async function linked() {
  const running = await runStandin();
  running.standin.account(SELLER, 'Seller');
  running.standin.account(ALICE, 'Alice');
  const client = await new Client(running).link();
  return { standin: running.standin, client };
}

describe('an incoming message', () => {
  it('is told with who, when and what, and is in the journal', async () => {
    const { standin, client } = await linked();
    const at = new Date('2026-11-22T10:00:00Z');
    const id = await standin.send(ALICE, SELLER, 'Is the ring in stock?', { at });
    const message = await client.got('Is the ring in stock?');
    expect(message).toEqual({
      arrival: expect.any(Number),
      id,
      chat: ALICE_LID,
      alt: ALICE_PHONE,
      fromMe: false,
      pushName: 'Alice',
      timestamp: at.getTime(),
      kind: 'text',
      text: 'Is the ring in stock?',
      edits: null,
      quotes: null,
      media: null,
      history: false,
    });
    expect(client.store.journalled).toEqual([message]);
  });

  it('belongs to the same chat whichever address WhatsApp used', async () => {
    const { standin, client } = await linked();
    await standin.send(ALICE, SELLER, 'by number', { addressing: 'pn' });
    await standin.send(ALICE, SELLER, 'by lid', { addressing: 'lid' });
    const [byNumber, byLid] = [await client.got('by number'), await client.got('by lid')];
    expect([byNumber.chat, byLid.chat]).toEqual([ALICE_LID, ALICE_LID]);
    expect([byNumber.alt, byLid.alt]).toEqual([ALICE_PHONE, ALICE_PHONE]);
  });

  it('may be a picture, a recording or something else; a reaction is none', async () => {
    const { standin, client } = await linked();
    await standin.send(ALICE, SELLER, 'this one', { kind: 'image' });
    await standin.send(ALICE, SELLER, '', { kind: 'voice' });
    await standin.send(ALICE, SELLER, '👍', { kind: 'reaction', about: 'X' });
    await standin.send(ALICE, SELLER, '', { kind: 'sticker' });
    await standin.send(ALICE, SELLER, 'last');
    await client.got('last');
    expect(client.messages.map(({ kind, text }) => [kind, text])).toEqual([
      ['image', 'this one'],
      ['voice', null],
      ['other', null],
      ['text', 'last'],
    ]);
    expect(client.messages[0]?.media).toMatchObject({ type: 'image', mimeType: 'image/jpeg' });
    expect(client.messages[1]?.media).toMatchObject({ type: 'audio' });
  });

  it('may replace the words of an earlier one', async () => {
    const { standin, client } = await linked();
    const id = await standin.send(ALICE, SELLER, 'Do you ship to Span?');
    await standin.edit(ALICE, SELLER, id, 'Do you ship to Spain?');
    expect(await client.got('Do you ship to Spain?')).toMatchObject({ edits: id, kind: 'text' });
  });

  it('written by the seller on the phone is marked as theirs, in the chat it was written to', async () => {
    const { standin, client } = await linked();
    await standin.send(SELLER, ALICE, 'I will answer this myself');
    expect(await client.got('I will answer this myself')).toMatchObject({
      fromMe: true,
      chat: ALICE_LID,
      alt: ALICE_PHONE,
      pushName: null,
    });
    expect(standin.inbox(ALICE)).toMatchObject([{ text: 'I will answer this myself' }]);
  });

  it('that was sent while the client was away comes once, in order, at the next start', async () => {
    const { standin, client } = await linked();
    await standin.send(ALICE, SELLER, 'before');
    await client.got('before');
    await client.connection.stop();
    for (let i = 1; i <= 25; i += 1) await standin.send(ALICE, SELLER, `away ${i}`);
    await client.connection.start();
    await client.got('away 25');
    await standin.send(ALICE, SELLER, 'after');
    await client.got('after');
    const away = Array.from({ length: 25 }, (_, i) => `away ${i + 1}`);
    expect(client.texts).toEqual(['before', ...away, 'after']);
    expect(client.store.journalled.map((m) => m.text)).toEqual(client.texts);
    expect(client.undecryptable).toEqual([]);
  });

  it('comes in the order of arrival although new contacts take longer and the store is slow', async () => {
    const { standin, client } = await linked();
    client.store.latencyMs = 6;
    const sent: string[] = [];
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => {
        const text = `message ${i}`;
        sent.push(text);
        return standin.send(i % 2 === 0 ? ALICE : BOB, SELLER, text);
      }),
    );
    await until(() => client.messages.length === 40, 'all messages');
    const arrivals = client.messages.map(({ arrival }) => arrival);
    expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
    const mine = (contact: number) => sent.filter((_, i) => i % 2 === contact);
    const told = (lid: string) => client.messages.filter((m) => m.chat === lid).map((m) => m.text);
    expect(told(ALICE_LID)).toEqual(mine(0));
    expect(told(`9${BOB}@lid`)).toEqual(mine(1));
  });

  it('stays with WhatsApp while the journal cannot be written, and comes through afterwards', async () => {
    const { standin, client } = await linked();
    client.store.down = true;
    await standin.send(ALICE, SELLER, 'patience');
    await until(() => client.store.writes > 3, 'a few attempts to write');
    expect(standin.queued(SELLER)).toBeGreaterThan(0);
    expect(client.messages).toEqual([]);
    client.store.down = false;
    await client.got('patience');
    await until(() => standin.queued(SELLER) === 0, 'the receipt');
    expect(client.store.journalled.map((m) => m.text)).toEqual(['patience']);
  });

  it.each([
    ['a moment', 100],
    ['longer than anybody waits', 2_000],
  ])('is neither refused nor asked for again while the store is away for %s', async (_, awayMs) => {
    const { standin, client } = await linked();
    await standin.send(ALICE, SELLER, 'before');
    await client.got('before');
    let retries = 0;
    standin.on('retry', () => (retries += 1));
    client.store.down = true;
    const texts = Array.from({ length: 5 }, (_text, n) => `meanwhile ${n}`);
    // Of somebody unknown as well: their keys are asked for before anything is decrypted.
    for (const text of texts) {
      for (const from of [ALICE, BOB]) await standin.send(from, SELLER, text);
    }
    await sleep(awayMs);
    expect(standin.queued(SELLER)).toBe(10);
    client.store.down = false;
    await until(() => standin.queued(SELLER) === 0, 'all receipts');
    expect(client.texts).toHaveLength(11);
    for (const chat of [ALICE_LID, `9${BOB}@lid`]) {
      const told = client.messages.filter((one) => one.chat === chat).map((one) => one.text);
      expect(told.slice(-5)).toEqual(texts);
    }
    expect(client.undecryptable).toEqual([]);
    expect(retries).toBe(0);
  });

  it('without content, as from an advert, is got from the phone', async () => {
    const { standin, client } = await linked();
    await standin.send(ALICE, SELLER, 'hello');
    await client.got('hello');
    const id = await standin.send(ALICE, SELLER, 'I saw your advert', { unavailable: 'advert' });
    expect(await client.got('I saw your advert')).toMatchObject({
      id,
      chat: ALICE_LID,
      alt: ALICE_PHONE,
      fromMe: false,
      history: false,
    });
    expect(client.undecryptable).toMatchObject([{ id, reason: 'absent' }]);
    expect(client.store.journalled.map(({ text }) => text)).toEqual(['hello', 'I saw your advert']);
  });

  it('that can be opened once, on the phone, is told as something that cannot be seen', async () => {
    const { standin, client } = await linked();
    await standin.send(ALICE, SELLER, 'before');
    const id = await standin.send(ALICE, SELLER, 'a picture', { unavailable: 'view_once' });
    await standin.send(ALICE, SELLER, 'after');
    await client.got('after');
    await until(() => standin.queued(SELLER) === 0, 'all receipts');
    expect(client.texts).toEqual(['before', null, 'after']);
    const seen = { id, chat: ALICE_LID, alt: ALICE_PHONE, fromMe: false, kind: 'other' };
    expect(client.messages[1]).toMatchObject(seen);
    expect(client.store.journalled.map((message) => message.id)).toContain(id);
    expect(client.undecryptable).toEqual([]);
  });

  it('that cannot be read is asked for again, and comes under the same id', async () => {
    const { standin, client } = await linked();
    await standin.send(ALICE, SELLER, 'first');
    await client.got('first');
    client.store.forgetSessions(ALICE);
    const id = await standin.send(ALICE, SELLER, 'after the loss');
    expect(await client.got('after the loss')).toMatchObject({ id });
    expect(client.undecryptable).toMatchObject([{ id, chat: ALICE_LID, reason: 'no_session' }]);
  });
});

describe('the history of a first link', () => {
  it('is told as history and is not journalled; what comes live is not history', async () => {
    const running = await runStandin();
    const at = new Date('2026-01-01T00:00:00Z');
    const messages = Array.from({ length: 300 }, (_, i) => ({
      text: `old ${i}`,
      mine: i % 2 === 0,
      at,
    }));
    running.standin.setHistory(SELLER, [{ number: ALICE, messages }]);
    const client = await new Client(running).link();
    await running.standin.send(ALICE, SELLER, 'new');
    await client.got('new');
    await until(() => client.messages.length >= 301, 'the history');
    const history = client.messages.filter((m) => m.history);
    expect(history).toHaveLength(300);
    expect(history[0]).toMatchObject({ chat: ALICE_LID, timestamp: at.getTime(), arrival: 0 });
    expect(client.store.journalled.map((m) => m.text)).toEqual(['new']);
  });

  it('is not waited for: a message right after linking is told at once', async () => {
    const running = await runStandin({ history: 'none' });
    const client = await new Client(running).link();
    await running.standin.send(ALICE, SELLER, 'early');
    await client.got('early');
  });
});
