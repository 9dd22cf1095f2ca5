import { describe, expect, it } from 'vitest';
import { ALICE, Client, runStandin, SELLER, until } from './support/harness.js';
import { MemoryAuthStore } from './support/memory-auth-store.js';

const ALICE_LID = `9${ALICE}@lid`;
const ALICE_PHONE = `${ALICE}@s.whatsapp.net`;

async function linked(options: ConstructorParameters<typeof Client>[1] = {}) {
  const running = await runStandin();
  running.standin.account(SELLER, 'Seller');
  running.standin.account(ALICE, 'Alice');
  const client = await new Client(running, options).link();
  return { running, standin: running.standin, client };
}

describe('an outgoing message', () => {
  it('reaches the buyer, and its way is told step by step', async () => {
    const { standin, client } = await linked();
    const messageId = client.connection.newMessageId();
    await client.connection.sendText(ALICE_LID, 'Yes, two left.', { messageId });
    await until(() => standin.inbox(ALICE).length === 1, 'the message on the phone');
    standin.receipt(ALICE, SELLER, messageId, 'read');
    await until(() => client.receipts.some(({ status }) => status === 'read'), 'the read receipt');
    expect(client.receipts).toEqual([
      { id: messageId, chat: ALICE_LID, status: 'sent' },
      { id: messageId, chat: ALICE_LID, status: 'delivered' },
      { id: messageId, chat: ALICE_LID, status: 'read' },
    ]);
    expect(standin.inbox(ALICE)).toMatchObject([{ id: messageId, text: 'Yes, two left.' }]);
    expect(standin.lines(SELLER, ALICE)).toMatchObject([{ id: messageId, mine: true }]);
    expect(client.messages).toEqual([]);
  });

  it('can be addressed by number as well', async () => {
    const { standin, client } = await linked();
    const messageId = client.connection.newMessageId();
    await client.connection.sendText(ALICE_PHONE, 'hello', { messageId });
    await until(() => standin.inbox(ALICE).length === 1, 'the message on the phone');
  });

  it('sent twice under one id is seen once', async () => {
    const { standin, client } = await linked();
    const duplicates: string[] = [];
    standin.on('duplicate', ({ phone, id }) => phone === ALICE && duplicates.push(id));
    const messageId = client.connection.newMessageId();
    await client.connection.sendText(ALICE_LID, 'once', { messageId });
    await client.connection.sendText(ALICE_LID, 'once', { messageId });
    await until(() => duplicates.length === 1, 'the dropped duplicate');
    expect(standin.inbox(ALICE).map(({ text }) => text)).toEqual(['once']);
  });

  it('is encrypted again for a phone that cannot read it, even after a restart', async () => {
    const store = new MemoryAuthStore();
    const sent = new Map<string, string>();
    const findSentText = async (id: string) => sent.get(id) ?? null;
    const { running, standin, client } = await linked({ store, findSentText });
    const messageId = client.connection.newMessageId();
    sent.set(messageId, 'read me');
    await client.connection.sendText(ALICE_LID, 'hello', {
      messageId: client.connection.newMessageId(),
    });
    await until(() => standin.inbox(ALICE).length === 1, 'the first message');
    standin.forgetSessions(ALICE, SELLER);
    standin.faults.hold = true;
    await client.connection.sendText(ALICE_LID, 'read me', { messageId });
    await client.connection.stop();
    standin.faults.hold = false;
    const again = new Client(running, { store, findSentText });
    await again.connection.start();
    await again.reached('open');
    await until(() => standin.inbox(ALICE).some(({ id }) => id === messageId), 'the second try');
    expect(standin.inbox(ALICE).map(({ text }) => text)).toEqual(['hello', 'read me']);
  });

  it('may be set off by the journal itself without harm to the ratchet', async () => {
    const { standin, client } = await linked();
    const unreadable: string[] = [];
    standin.on('undecryptable', ({ id }) => unreadable.push(id));
    const sent: Promise<void>[] = [];
    const journal = client.store.journal.bind(client.store);
    client.store.journal = async (message) => {
      await journal(message);
      const { chat, text } = message;
      const messageId = client.connection.newMessageId();
      setTimeout(() => {
        sent.push(client.connection.sendText(chat, `re: ${text}`, { messageId }));
      });
    };
    const texts = Array.from({ length: 8 }, (_, i) => `question ${i}`);
    for (const text of texts) await standin.send(ALICE, SELLER, text);
    await until(() => sent.length === texts.length, 'all answers');
    await Promise.all(sent);
    await until(() => standin.inbox(ALICE).length === texts.length, 'all answers on the phone');
    expect(unreadable).toEqual([]);
    expect(client.undecryptable).toEqual([]);
  });

  it('is announced by typing, and what was read is marked as read', async () => {
    const { standin, client } = await linked();
    const typing: string[] = [];
    const presence: string[] = [];
    standin.on('typing', ({ phone, state }) => phone === ALICE && typing.push(state));
    standin.on('presence', ({ state }) => presence.push(state));
    const id = await standin.send(ALICE, SELLER, 'hi');
    const { chat } = await client.got('hi');
    await client.connection.markRead([{ chat, id }]);
    await client.connection.sendTyping(chat);
    await client.connection.sendTyping(chat, false);
    await until(() => typing.length === 2, 'typing and its end');
    expect(typing).toEqual(['composing', 'paused']);
    expect(standin.lines(ALICE, SELLER)).toMatchObject([{ id, status: 'read' }]);
    expect(presence.at(-1)).not.toBe('available');
  });
});
