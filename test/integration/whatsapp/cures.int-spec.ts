/**
 * The faults of Baileys 7.0.0-rc14 that do not need load to show. Each is shown with its cure left out as well: when
 * such a test fails, the fault is gone upstream and the cure can go. F2 and F3 are in concurrency.int-spec.ts.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Cure } from '#clients/whatsapp';
import { WhatsappStandin } from '../../../libs/standins/src/whatsapp/whatsapp.standin.js';
import { ClientProcess } from './support/client-process.js';
import { ALICE, BOB, Client, runStandin, SELLER, until } from './support/harness.js';
import { MemoryAuthStore } from './support/memory-auth-store.js';

const ALICE_LID = `9${ALICE}@lid`;

async function serverWithoutSockets(): Promise<{ server: Server; wsUrl: string }> {
  const server = createServer((_request, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { server, wsUrl: `ws://127.0.0.1:${port}/whatsapp/ws/chat` };
}

describe('a message is kept before WhatsApp is told that it came', () => {
  async function keptAtReceipt(without: Cure[]): Promise<boolean> {
    const running = await runStandin();
    const { standin } = running;
    const client = await new Client(running, { without }).link();
    const id = 'CHOSEN1';
    const kept = new Promise<boolean>((resolve) => {
      standin.on('receipt', (receipt) => {
        if (receipt.id === id) resolve(client.store.journalled.some((m) => m.id === id));
      });
    });
    await standin.send(ALICE, SELLER, 'keep me', { id });
    return kept;
  }

  it('with the journal', async () => expect(await keptAtReceipt([])).toBe(true));

  it('but not without', async () => expect(await keptAtReceipt(['journal'])).toBe(false));
});

describe('a process that is killed while it takes a message', () => {
  const moments = {
    'before the message is in the journal': (store: MemoryAuthStore, die: () => void) => {
      store.journal = async () => die();
    },
    'when it has just been journalled': (store: MemoryAuthStore, die: () => void) => {
      const journal = store.journal.bind(store);
      store.journal = async (message) => {
        await journal(message);
        die();
      };
    },
    'when the ratchet step has just been stored': (store: MemoryAuthStore, die: () => void) => {
      const apply = store.apply.bind(store);
      store.apply = async (changes) => {
        await apply(changes);
        if (changes.some(({ type }) => type === 'session')) die();
      };
    },
  };

  it.each(Object.entries(moments))('loses nothing: %s', async (_moment, arrange) => {
    const running = await runStandin();
    const store = new MemoryAuthStore();
    const linked = await new Client(running, { store }).link();
    await running.standin.send(ALICE, SELLER, 'first');
    await linked.got('first');
    await linked.connection.stop();

    const victim = new ClientProcess(running, store);
    const died = new Promise<void>((resolve) => {
      arrange(store, () => void victim.kill().then(resolve));
    });
    for (const text of ['second', 'third']) await running.standin.send(ALICE, SELLER, text);
    await died;
    Reflect.deleteProperty(store, 'journal');
    Reflect.deleteProperty(store, 'apply');

    const next = new Client(running, { store });
    await next.connection.start();
    const journalled = () => new Set(store.journalled.map(({ text }) => text));
    await until(() => journalled().has('second') && journalled().has('third'), 'all messages');
    await until(() => running.standin.queued(SELLER) === 0, 'all receipts');
    expect([...journalled()]).toEqual(['first', 'second', 'third']);
  });
});

describe('what WhatsApp did not sign', () => {
  it('is not taken for a key of the contact', async () => {
    const running = await runStandin();
    const client = await new Client(running).link();
    running.standin.account(ALICE);
    running.standin.faults.forgeBundles = true;
    const messageId = client.connection.newMessageId();
    const sending = client.connection.sendText(ALICE_LID, 'secret', { messageId });
    await expect(sending).rejects.toMatchObject({ code: 'whatsapp.unconfirmed' });
    expect(running.standin.inbox(ALICE)).toEqual([]);
  });

  it('is taken for anything when the check is left out', async () => {
    const running = await runStandin({ rootSeed: 'somebody else' });
    const { standin } = await runStandin();
    const client = new Client(running, {
      trustRoot: standin.rootKeyHex,
      without: ['signature-checks'],
    });
    await client.link();
    running.standin.account(ALICE);
    running.standin.faults.forgeBundles = true;
    const messageId = client.connection.newMessageId();
    await client.connection.sendText(ALICE_LID, 'secret', { messageId });
    await until(() => running.standin.inbox(ALICE).length === 1, 'the message');
  });
});

describe('keys in the output of a process', () => {
  /** Makes libsignal close a session, which it announces with all its keys. */
  async function outputOf(without: Cure[]): Promise<string> {
    const running = await runStandin();
    const store = new MemoryAuthStore();
    const linked = await new Client(running, { store }).link();
    await running.standin.send(ALICE, SELLER, 'first');
    await linked.got('first');
    await linked.connection.stop();
    running.standin.forgetSessions(ALICE, SELLER);
    const process = new ClientProcess(running, store, without);
    await process.reached('open');
    await running.standin.send(ALICE, SELLER, 'from a new phone');
    await until(() => store.journalled.some(({ text }) => text === 'from a new phone'), 'it');
    await until(() => running.standin.queued(SELLER) === 0, 'the receipt');
    await process.kill();
    return process.output;
  }

  it('there are none', async () => {
    const output = await outputOf([]);
    expect(output).not.toMatch(/privKey|rootKey|session/i);
    expect(output).not.toContain('from a new phone');
  });

  it('there are without the filter', async () => {
    expect(await outputOf(['console-filter'])).toContain('privKey');
  });
});

describe('a server that answers 503 instead of taking the socket', () => {
  /** What the client said about its sockets until it had a code. @param firstWordMs the net under the cure */
  async function saidBy(without: Cure[], firstWordMs: number): Promise<string[]> {
    const { server, wsUrl } = await serverWithoutSockets();
    const standin = new WhatsappStandin({ preKeyUpload: 'small' });
    onTestFinished(() => standin.close());
    const said: string[] = [];
    const log = (_level: string, line: string): void => void said.push(line);
    const client = new Client({ standin, wsUrl }, { without, log, timings: { firstWordMs } });
    const refused = new Promise((resolve) => server.once('request', resolve));
    await client.connection.start();
    await refused;
    standin.attach(server);
    await client.reached('qr');
    return said;
  }

  it('is asked again', async () => {
    expect(new Set(await saidBy([], 600_000))).toEqual(
      new Set(['the server takes no socket at the moment; it is made again']),
    );
  });

  it('is waited for without the cure, until somebody loses patience', async () => {
    expect(new Set(await saidBy(['refused-upgrade'], 500))).toEqual(
      new Set(['a socket got nowhere; it is made again']),
    );
  });
});

describe('the order of messages', () => {
  it('is not that of arrival without the cure', async () => {
    const running = await runStandin();
    const client = await new Client(running, { without: ['arrival-order'] }).link();
    client.store.latencyMs = 10;
    const numbers = Array.from({ length: 40 }, (_, i) => i);
    await Promise.all(
      numbers.map((i) => running.standin.send(i % 2 === 0 ? ALICE : BOB, SELLER, `m ${i}`)),
    );
    await until(() => client.messages.length === 40, 'all messages');
    const arrivals = client.messages.map(({ arrival }) => arrival);
    expect(arrivals).not.toEqual([...arrivals].sort((a, b) => a - b));
  });

  /** A long message, which comes compressed, and a short one right behind it. */
  async function longAndShort(without: Cure[]): Promise<(string | undefined)[]> {
    const running = await runStandin();
    const client = await new Client(running, { without }).link();
    await running.standin.send(ALICE, SELLER, 'hello');
    await client.got('hello');
    const texts = ['long '.repeat(4_000), 'short'];
    await Promise.all(texts.map((text) => running.standin.send(ALICE, SELLER, text)));
    await until(() => client.messages.length === 3, 'both messages');
    const inOrder = [...client.messages].sort((a, b) => a.arrival - b.arrival);
    return inOrder.map(({ text }) => text?.slice(0, 5));
  }

  it('is that of arrival for a long message too', async () => {
    expect(await longAndShort([])).toEqual(['hello', 'long ', 'short']);
  });

  it('is not without the cure', async () => {
    expect(await longAndShort(['arrival-order'])).toEqual(['hello', 'short', 'long ']);
  });

  it('does not depend on frames that nobody can read: they end the socket, not the process', async () => {
    const running = await runStandin();
    const client = await new Client(running).link();
    running.standin.garble(SELLER);
    await until(() => client.times('open') === 2, 'the next socket');
    await running.standin.send(ALICE, SELLER, 'still there?');
    await client.got('still there?');
  });
});
