import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ALICE, Client, runStandin, SELLER, until } from './support/harness.js';

const ALICE_LID = `9${ALICE}@lid`;

async function linked(options: ConstructorParameters<typeof Client>[1] = {}) {
  const running = await runStandin();
  running.standin.account(ALICE, 'Alice');
  const client = await new Client(running, options).link();
  return { running, standin: running.standin, client };
}

/** What `sendText` failed with, or null. */
async function failureOf(sending: Promise<void>): Promise<unknown> {
  return sending.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('a refused login', () => {
  it.each([
    [401, 'logged_out', false],
    [402, 'restricted', false],
    [403, 'logged_out', false],
    [405, 'outdated', false],
    [408, 'transient', true],
    [411, 'outdated', false],
    [428, 'transient', true],
    [429, 'transient', true],
    [440, 'conflict', true],
    [463, 'transient', true],
    [500, 'transient', true],
    [503, 'transient', true],
  ] as const)('with %i means %s', async (code, reason, tryAgain) => {
    const { standin, client } = await linked();
    await client.connection.stop();
    standin.faults.failLogin = code;
    const before = client.closes.length;
    await client.connection.start();
    const closed = await until(() => client.closes[before], 'the close');
    expect(closed).toMatchObject({ code, reason });
    expect(closed.retryInMs !== null).toBe(tryAgain);
    expect(client.store.creds === null).toBe(reason === 'logged_out');
    standin.faults.failLogin = null;
    if (tryAgain) await client.reached('open');
  });
});

it('that ends the link leaves no key, also none that is just being written', async () => {
  const { standin, client } = await linked();
  const apply = client.store.apply.bind(client.store);
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  client.store.apply = async (changes) => {
    start();
    await sleep(300);
    await apply(changes);
  };
  await standin.send(ALICE, SELLER, 'a new session is written for this');
  await started;
  standin.unlink(SELLER);
  await until(() => client.closes.at(-1)?.reason === 'logged_out', 'the end of the link');
  await sleep(500);
  expect([client.store.creds, [...client.store.rows.keys()]]).toEqual([null, []]);
});

describe('an open connection', () => {
  it.each([
    [500, 'transient'],
    [503, 'transient'],
    [515, 'restart_required'],
  ] as const)('that the server ends with %i comes back', async (code, reason) => {
    const { standin, client } = await linked();
    standin.kick(SELLER, code);
    await until(() => client.times('open') === 2, 'the second opening');
    expect(client.closes.at(-1)).toMatchObject({ code, reason });
    await standin.send(ALICE, SELLER, 'still there?');
    await client.got('still there?');
  });

  it('that breaks comes back, however often, and loses nothing', async () => {
    const { standin, client } = await linked();
    for (let i = 1; i <= 5; i += 1) {
      standin.dropAll();
      await standin.send(ALICE, SELLER, `during break ${i}`);
      await client.got(`during break ${i}`);
      await client.reached('open');
    }
    expect(client.closes.filter(({ reason }) => reason === 'transient').length).toBeGreaterThan(0);
    expect(new Set(client.texts).size).toBe(5);
    await until(() => standin.queued(SELLER) === 0, 'all receipts');
  });

  it('finds a server that was away', async () => {
    const { standin, client } = await linked();
    standin.faults.refuse = true;
    standin.dropAll();
    await until(() => client.closes.length >= 5, 'some attempts');
    standin.faults.refuse = false;
    await client.reached('open');
    expect(client.closes.every(({ retryInMs }) => retryInMs !== null)).toBe(true);
  });

  it('is given up as outdated when the server says so', async () => {
    const { standin, client } = await linked();
    standin.downgrade(SELLER);
    const closed = await client.reached('closed');
    expect(closed).toMatchObject({ reason: 'outdated', code: 411, retryInMs: null });
    expect(client.store.creds).not.toBeNull();
  });

  it('that another client takes over waits, takes it back once, and then leaves it', async () => {
    const { running, client } = await linked({ timings: { conflictWaitMs: 150 } });
    const other = new Client(running, { store: client.store, timings: { conflictWaitMs: 60_000 } });
    await other.connection.start();
    await until(() => client.closes.some(({ code }) => code === 440), 'the conflict');
    expect(client.closes.at(-1)).toEqual({ reason: 'conflict', code: 440, retryInMs: 150 });
    await until(() => client.times('open') === 2, 'the return');
    await other.connection.stop();
    await other.connection.start();
    await until(() => client.closes.at(-1)?.retryInMs === null, 'the end');
    expect(client.closes.at(-1)).toEqual({ reason: 'conflict', code: 440, retryInMs: null });
    await other.reached('open');
  });

  it('ends at once and writes nothing more when the store has another owner', async () => {
    const { running, standin, client } = await linked();
    await standin.send(ALICE, SELLER, 'before');
    await client.got('before');
    client.store.fenced = true;
    await standin.send(ALICE, SELLER, 'for the next owner');
    const closed = await client.reached('closed');
    expect(closed).toEqual({ state: 'closed', reason: 'fenced', code: null, retryInMs: null });
    expect(client.texts).toEqual(['before']);
    expect(standin.queued(SELLER)).toBeGreaterThan(0);

    client.store.fenced = false;
    const next = new Client(running, { store: client.store });
    await next.connection.start();
    await next.got('for the next owner');
  });

  it('is not opened again after stop, and stop is harmless twice', async () => {
    const { standin, client } = await linked();
    await client.connection.stop();
    await client.connection.stop();
    expect(client.connection.state).toMatchObject({ state: 'closed', reason: 'stopped' });
    await until(() => standin.accounts().every(({ online }) => !online), 'the end of the line');
    const failure = await failureOf(
      client.connection.sendText(ALICE_LID, 'x', { messageId: 'A1' }),
    );
    expect(failure).toMatchObject({ code: 'whatsapp.not_connected' });
  });
});

describe('a message that is not accepted', () => {
  it('fails with the code at once, and is told as failed', async () => {
    const { standin, client } = await linked();
    standin.faults.outgoing = { kind: 'reject', code: 463 };
    const messageId = client.connection.newMessageId();
    const failure = await failureOf(client.connection.sendText(ALICE_LID, 'cold', { messageId }));
    expect(failure).toMatchObject({ code: 'whatsapp.rejected', details: { reason: '463' } });
    expect(client.receipts).toMatchObject([{ id: messageId, status: 'failed', code: '463' }]);
    expect(standin.inbox(ALICE)).toEqual([]);
    expect(client.connection.state.state).toBe('open');
  });

  it('may be refused after it was accepted', async () => {
    const { standin, client } = await linked();
    const messageId = client.connection.newMessageId();
    await client.connection.sendText(ALICE_LID, 'cold', { messageId });
    standin.refuse(SELLER, ALICE, messageId, 463);
    await until(
      () => client.receipts.some(({ status }) => status === 'failed'),
      'the late refusal',
    );
    expect(client.receipts.at(-1)).toMatchObject({ id: messageId, status: 'failed', code: '463' });
  });

  it('and not refused either is unconfirmed, and can be sent again under its id', async () => {
    const { standin, client } = await linked({ timings: { sendMs: 150 } });
    standin.faults.outgoing = { kind: 'no_ack' };
    standin.faults.autoDelivered = false;
    const messageId = client.connection.newMessageId();
    const failure = await failureOf(client.connection.sendText(ALICE_LID, 'once', { messageId }));
    expect(failure).toMatchObject({ code: 'whatsapp.unconfirmed' });
    standin.faults.outgoing = null;
    // On a busy machine 150 ms may be too short for an answer, too.
    const again = () => client.connection.sendText(ALICE_LID, 'once', { messageId });
    while ((await failureOf(again())) !== null);
    expect(standin.inbox(ALICE).map(({ text }) => text)).toEqual(['once']);
  });

  it('because the line broke is unconfirmed as soon as it breaks', async () => {
    const { standin, client } = await linked({ timings: { sendMs: 60_000 } });
    standin.faults.outgoing = { kind: 'hang_up' };
    standin.faults.outgoingTimes = 1;
    standin.faults.autoDelivered = false;
    const messageId = client.connection.newMessageId();
    const failure = await failureOf(client.connection.sendText(ALICE_LID, 'once', { messageId }));
    expect(failure).toMatchObject({ code: 'whatsapp.unconfirmed' });
    await client.reached('open');
    await client.connection.sendText(ALICE_LID, 'once', { messageId });
    expect(standin.inbox(ALICE).map(({ text }) => text)).toEqual(['once']);
  });
});
