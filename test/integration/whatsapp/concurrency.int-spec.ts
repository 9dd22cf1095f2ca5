/**
 * Ratchet updates under load. A lost update shows as a message that one side cannot read; retries would hide it in the
 * end, so the count of unreadable messages is what is asserted, not only that everything arrives.
 */
import { describe, expect, it } from 'vitest';
import type { Cure } from '#clients/whatsapp';
import {
  ALICE,
  Client,
  runStandin,
  SELLER,
  until,
  type RunningStandin,
} from './support/harness.js';

const STORE_LATENCY_MS = 4;

interface Exchange {
  running: RunningStandin;
  clients: Client[];
  /** Messages that the buyer's phone could not read at first. */
  unreadable: string[];
}

async function sellers(count: number, without: Cure[] = []): Promise<Exchange> {
  const running = await runStandin();
  running.standin.account(ALICE, 'Alice');
  const unreadable: string[] = [];
  running.standin.on('undecryptable', ({ id }) => unreadable.push(id));
  const clients: Client[] = [];
  for (let i = 0; i < count; i += 1) {
    const client = new Client(running, { without, timings: { sendMs: 60_000 } });
    clients.push(await client.link(String(Number(SELLER) + 1000 + i)));
  }
  // One exchange each way first: sessions exist, as in any chat that goes on.
  for (const client of clients) {
    await running.standin.send(ALICE, numberOf(client), 'hello');
    const { chat } = await client.got('hello');
    await say(client, chat, 'hello yourself');
    client.store.latencyMs = STORE_LATENCY_MS;
  }
  return { running, clients, unreadable };
}

function numberOf({ connection: { state } }: Client): string {
  if (state.state !== 'open') throw new Error('not open');
  return state.self.phone.replace(/@.*/, '');
}

async function say({ connection }: Client, chat: string, text: string): Promise<void> {
  await connection.sendText(chat, text, { messageId: connection.newMessageId() });
}

/** The buyer writes `count` messages to every seller and they write as many to the buyer, all at once. */
async function burst({ running, clients }: Exchange, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => i);
  await Promise.all(
    clients.flatMap((client) =>
      numbers.flatMap((i) => [
        running.standin.send(ALICE, numberOf(client), `question ${i}`),
        say(client, `9${ALICE}@lid`, `answer ${i}`).catch(() => undefined),
      ]),
    ),
  );
}

/** The buyer writes `count` messages to every seller at once; each is answered when it comes. */
async function conversation({ running, clients }: Exchange, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => i);
  for (const client of clients) {
    client.connection.on('message', ({ chat, text }) => {
      say(client, chat, `answer to ${text}`).catch(() => undefined);
    });
  }
  await Promise.all(
    clients.flatMap((client) =>
      numbers.map((i) => running.standin.send(ALICE, numberOf(client), `question ${i}`)),
    ),
  );
}

/** Resolves as soon as one side could not read something; what was lost may never come, so nothing else is awaited. */
async function somethingUnreadable({ unreadable, clients }: Exchange): Promise<void> {
  const lost = (): boolean =>
    unreadable.length > 0 || clients.some(({ undecryptable }) => undecryptable.length > 0);
  await until(lost, 'a message that cannot be read', 30_000);
}

describe('one chat with 150 messages each way at once', () => {
  it('has every message read, in order, and none undecryptable', async () => {
    const exchange = await sellers(1);
    const [client] = exchange.clients;
    if (client === undefined) throw new Error('no client');
    await burst(exchange, 150);
    await until(() => client.messages.length === 151, 'all questions');
    await until(() => exchange.running.standin.inbox(ALICE).length === 151, 'all answers');
    expect(client.texts).toEqual([
      'hello',
      ...Array.from({ length: 150 }, (_, i) => `question ${i}`),
    ]);
    expect(client.store.journalled.map(({ text }) => text)).toEqual(client.texts);
    expect(client.undecryptable).toEqual([]);
    expect(exchange.unreadable).toEqual([]);
  });

  it('loses ratchet steps when the account has not one lock', async () => {
    const exchange = await sellers(1, ['one-lock']);
    burst(exchange, 60).catch(() => undefined);
    await somethingUnreadable(exchange);
  });
});

describe('four sellers in one process and one buyer who writes 40 messages to each', () => {
  it('has every message read and none undecryptable', async () => {
    const exchange = await sellers(4);
    await conversation(exchange, 40);
    for (const client of exchange.clients) {
      await until(() => client.messages.length === 41, 'all questions');
      expect(client.texts.slice(1)).toEqual(Array.from({ length: 40 }, (_, i) => `question ${i}`));
      expect(client.undecryptable).toEqual([]);
    }
    await until(() => exchange.running.standin.inbox(ALICE).length === 4 * 41, 'all answers');
    expect(exchange.unreadable).toEqual([]);
  });

  it("loses ratchet steps when libsignal's jobs run in another account's context", async () => {
    const exchange = await sellers(4, ['job-context']);
    conversation(exchange, 40).catch(() => undefined);
    await somethingUnreadable(exchange);
  });
});
