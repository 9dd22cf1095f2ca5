import { describe, expect, it } from 'vitest';
import { ALICE, Client, runStandin, SELLER, until } from './support/harness.js';
import { MemoryAuthStore } from './support/memory-auth-store.js';

describe('linking a device', () => {
  it('goes from a QR code to open, and says who it is', async () => {
    const running = await runStandin({ preKeyUpload: 'full' });
    const client = await new Client(running).link();
    expect(client.connection.state).toMatchObject({
      state: 'open',
      self: { phone: `${SELLER}@s.whatsapp.net`, lid: `9${SELLER}@lid` },
    });
    expect(client.closes).toEqual([{ reason: 'restart_required', code: 515, retryInMs: 0 }]);
    expect(running.standin.accounts()).toMatchObject([
      { number: SELLER, devices: [1], online: true },
    ]);
  });

  it('can be done with a code instead, and then reads messages', async () => {
    const running = await runStandin();
    const client = new Client(running);
    await client.connection.start();
    await client.reached('qr');
    const code = await client.connection.requestPairingCode(`+${SELLER}`);
    expect(code).toMatch(/^[0-9A-Z]{8}$/);
    expect(client.connection.state).toMatchObject({ state: 'pairing_code', code });
    await running.standin.enterCode(SELLER, code);
    await client.reached('open');
    await running.standin.send(ALICE, SELLER, 'hello');
    await client.got('hello');
  });

  it('is refused with a wrong code, and nothing of it is stored', async () => {
    const running = await runStandin();
    const client = new Client(running);
    await client.connection.start();
    await client.reached('qr');
    await client.connection.requestPairingCode(SELLER);
    const entered = running.standin.enterCode(SELLER, 'WRONGONE');
    await expect(entered).rejects.toThrow();
    expect(client.store.creds).toBeNull();
    expect(client.times('open')).toBe(0);
  });

  it('shows one code after the other, each with its end, and then gives up', async () => {
    const running = await runStandin({ qrRefs: 3 });
    const client = new Client(running, { timings: { qrMs: 30 } });
    await client.connection.start();
    const closed = await client.reached('closed');
    expect(closed).toMatchObject({ reason: 'pairing_expired', code: 408, retryInMs: null });
    const codes = client.states.flatMap((s) => (s.state === 'qr' ? [s] : []));
    expect(codes.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(new Set(codes.map(({ text }) => text)).size).toBe(3);
  });

  it('shows new codes when it is started again after that', async () => {
    const running = await runStandin({ qrRefs: 1 });
    const client = new Client(running, { timings: { qrMs: 30 } });
    await client.connection.start();
    await client.reached('closed');
    await client.connection.start();
    const { text } = await client.reached('qr');
    await running.standin.scanQr(SELLER, text);
    await client.reached('open');
  });

  it('is over after its time, however often the line broke meanwhile', async () => {
    const running = await runStandin();
    const client = new Client(running, { timings: { pairingMs: 3_000 } });
    await client.connection.start();
    await client.reached('qr');
    running.standin.dropAll();
    const closed = await until(
      () => client.closes.find(({ retryInMs }) => retryInMs === null),
      'the end of the pairing',
    );
    expect(closed.reason).toBe('pairing_expired');
    expect(client.closes[0]).toMatchObject({ reason: 'transient', code: 428 });
  });

  it('shows a new code, good for as long as the first, when the line breaks before anybody scans', async () => {
    const running = await runStandin();
    const client = new Client(running);
    await client.connection.start();
    const first = await client.reached('qr');
    running.standin.dropAll();
    const second = await until(() => {
      const { state } = client.connection;
      return state.state === 'qr' && state.text !== first.text ? state : null;
    }, 'the next code');
    expect(second.n).toBe(2);
    expect(second.expiresAt.getTime() - Date.now()).toBeGreaterThan(30_000);
    await running.standin.scanQr(SELLER, second.text);
    await client.reached('open');
  });

  it('starts with a QR code again after a pairing that was abandoned half-way', async () => {
    const running = await runStandin();
    const store = new MemoryAuthStore();
    const first = new Client(running, { store });
    await first.connection.start();
    await first.reached('qr');
    await first.connection.requestPairingCode(SELLER);
    await first.connection.stop();
    const second = await new Client(running, { store }).link();
    expect(second.closes.map(({ reason }) => reason)).toEqual(['restart_required']);
  });

  it('refuses a server that WhatsApp does not vouch for', async () => {
    const running = await runStandin({ rootSeed: 'somebody else' });
    const trusted = await runStandin();
    const client = new Client(running, { trustRoot: trusted.standin.rootKeyHex });
    await client.connection.start();
    await client.reached('closed');
    expect(client.closes[0]).toMatchObject({ reason: 'transient', code: 400 });
    expect(client.times('qr')).toBe(0);
  });

  it('ends when the seller logs out, here and on the phone', async () => {
    const running = await runStandin();
    const client = await new Client(running).link();
    await client.connection.logout();
    expect(client.closes.at(-1)).toMatchObject({ reason: 'logged_out', retryInMs: null });
    expect(client.store.creds).toBeNull();
    expect(client.store.rows.size).toBe(0);
    await until(
      () => running.standin.accounts().every(({ devices }) => devices.length === 0),
      'the end of the link on the phone',
    );
  });

  it('ends when it is unlinked on the phone, while connected or while away', async () => {
    const running = await runStandin();
    const client = await new Client(running).link();
    running.standin.unlink(SELLER);
    const live = await client.reached('closed');
    expect(live).toMatchObject({ reason: 'logged_out', code: 401, retryInMs: null });
    expect(client.store.creds).toBeNull();

    await client.link();
    await client.connection.stop();
    running.standin.unlink(SELLER);
    await client.connection.start();
    await until(() => client.closes.at(-1)?.code === 401, 'the refused login');
    expect(client.store.creds).toBeNull();
  });
});
