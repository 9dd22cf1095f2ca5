/** A stand-in on loopback and clients that talk to it. Everything is closed after each test. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import {
  type UndecryptableMessage,
  WhatsappConnection,
  type WhatsappMessage,
  type WhatsappOptions,
  type WhatsappReceipt,
  type WhatsappState,
  type WhatsappTimings,
} from '#clients/whatsapp';
import {
  WhatsappStandin,
  type WhatsappStandinOptions,
} from '../../../../libs/standins/src/whatsapp/whatsapp.standin.js';
import { MemoryAuthStore } from './memory-auth-store.js';

export const SELLER = '14155550100';
export const ALICE = '14155550101';
export const BOB = '14155550102';

/** Short enough for tests, long enough to be certain. */
const TIMINGS: Partial<WhatsappTimings> = {
  backoffMinMs: 10,
  backoffMaxMs: 40,
  conflictWaitMs: 200,
  storeRetryMs: 20,
  sendMs: 5_000,
  closeMs: 500,
};

export interface RunningStandin {
  standin: WhatsappStandin;
  wsUrl: string;
}

export async function runStandin(options: WhatsappStandinOptions = {}): Promise<RunningStandin> {
  const standin = new WhatsappStandin({ preKeyUpload: 'small', ...options });
  const server = createServer();
  standin.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // Errors in the stand-in itself: a test that ends with one has proved nothing.
  const faults: Error[] = [];
  standin.on('fault', ({ error }) => faults.push(error));
  onTestFinished(async () => {
    await standin.close();
    await new Promise((resolve) => server.close(resolve));
    expect(faults).toEqual([]);
  });
  return { standin, wsUrl: `ws://127.0.0.1:${port}/whatsapp/ws/chat` };
}

/** A client and everything it has said. */
export class Client {
  readonly store: MemoryAuthStore;
  readonly connection: WhatsappConnection;
  readonly states: WhatsappState[] = [];
  readonly messages: WhatsappMessage[] = [];
  readonly receipts: WhatsappReceipt[] = [];
  readonly undecryptable: UndecryptableMessage[] = [];

  constructor(
    private readonly running: RunningStandin,
    {
      store = new MemoryAuthStore(),
      timings,
      ...options
    }: Partial<WhatsappOptions> & { store?: MemoryAuthStore } = {},
  ) {
    this.store = store;
    this.connection = new WhatsappConnection({
      wsUrl: running.wsUrl,
      trustRoot: running.standin.rootKeyHex,
      ...options,
      store,
      timings: { ...TIMINGS, ...timings },
    });
    this.connection.on('state', (state) => this.states.push(state));
    this.connection.on('message', (message) => this.messages.push(message));
    this.connection.on('receipt', (receipt) => this.receipts.push(receipt));
    this.connection.on('undecryptable', (message) => this.undecryptable.push(message));
    onTestFinished(() => this.connection.stop());
  }

  /** Starts, is linked by QR to that phone, and is open. */
  async link(number: string = SELLER): Promise<this> {
    await this.connection.start();
    const { text } = await this.reached('qr');
    await this.running.standin.scanQr(number, text);
    await this.reached('open');
    return this;
  }

  /** Resolves with the state as soon as the connection is in it. */
  reached<S extends WhatsappState['state']>(
    name: S,
  ): Promise<Extract<WhatsappState, { state: S }>> {
    return until(() => {
      const { state } = this.connection;
      return isIn(state, name) ? state : null;
    }, `state ${name}`);
  }

  /** How often the connection has been in that state. */
  times(name: WhatsappState['state']): number {
    return this.states.filter(({ state }) => state === name).length;
  }

  /** Every close so far. */
  get closes(): { reason: string; code: number | null; retryInMs: number | null }[] {
    return this.states.flatMap((s) => {
      if (s.state !== 'closed') return [];
      const { reason, code, retryInMs } = s;
      return [{ reason, code, retryInMs }];
    });
  }

  /** Resolves with the first message with that text. */
  got(text: string): Promise<WhatsappMessage> {
    return until(() => this.messages.find((m) => m.text === text), `message "${text}"`).catch(
      (error: unknown) => {
        const { states, texts, undecryptable } = this;
        throw new Error(JSON.stringify({ states: states.slice(-8), texts, undecryptable }), {
          cause: error,
        });
      },
    );
  }

  /** What it was told live, in order. */
  get texts(): (string | null)[] {
    return this.messages.filter((m) => !m.history).map((m) => m.text);
  }
}

function isIn<S extends WhatsappState['state']>(
  state: WhatsappState,
  name: S,
): state is Extract<WhatsappState, { state: S }> {
  return state.state === name;
}

/** Waits until there is something; says what was waited for when there never is. */
export async function until<T>(
  look: () => T | null | undefined | false,
  what: string,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
