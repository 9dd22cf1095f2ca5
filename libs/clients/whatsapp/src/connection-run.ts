/**
 * One stretch of being connected, from a `start` to its `stop` or to a close that cannot be mended: socket after socket,
 * with the waits in between. Made by `WhatsappConnection`, which speaks for it; what ends it for good it tells as a state.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AccountKeys } from './keys/account-keys.js';
import type { WhatsappAuthStore } from './keys/auth-store.js';
import { guardedStore, type GuardedStore } from './keys/guarded-store.js';
import { withoutDevice } from './messages/message-identity.js';
import { ReconnectPolicy, type Ending, type Verdict } from './reconnect/reconnect-policy.js';
import { SocketSession, type SessionListener } from './socket/socket-session.js';
import type { WhatsappSettings } from './whatsapp-options.js';
import type { WhatsappEvents, WhatsappSelf, WhatsappState } from './whatsapp-state.js';
import { notPairing } from './whatsapp.errors.js';

/** The store is away: no socket was made, and what the account is at is not known. */
const NEVER_MADE: Ending = {
  code: null,
  openMs: 0,
  pairing: false,
  codesSpent: false,
  storeAway: true,
};

/** The connection as its runs see it: what outlives each of them. */
export interface ConnectionVoice {
  state(): WhatsappState;
  publish(state: WhatsappState): void;
  tell<E extends keyof WhatsappEvents>(event: E, value: WhatsappEvents[E][0]): void;
  /** Counts what comes in, over all runs. */
  nextArrival(): number;
}

/** See the head of this file. */
export class ConnectionRun {
  /** Resolves when nothing is written any more. */
  readonly done: Promise<void>;
  private readonly abort = new AbortController();
  private readonly pairingEndsAt: number;
  private socketSession: SocketSession | null = null;
  private accountKeys: AccountKeys | null = null;
  private store: GuardedStore | null = null;
  private qrCount = 0;
  private fenced = false;
  private ended = false;

  /** Begins at once. */
  constructor(
    private readonly settings: WhatsappSettings,
    private readonly voice: ConnectionVoice,
  ) {
    this.pairingEndsAt = Date.now() + settings.timings.pairingMs;
    this.done = this.stayConnected()
      .catch((error: unknown) => this.onBroken(error))
      .finally(() => {
        this.ended = true;
      });
  }

  /** Whether it has ended, by `stop` or by itself. */
  get over(): boolean {
    return this.ended;
  }

  /** The socket of this moment, open or not; null between two of them. */
  get session(): SocketSession | null {
    return this.socketSession;
  }

  /** The account's keys as they were last loaded. */
  get keys(): AccountKeys | null {
    return this.accountKeys;
  }

  /** Closes the socket and resolves when nothing is written any more. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.socketSession?.end().catch(() => undefined);
    await this.done;
  }

  /** The characters to type into the phone with that number, digits only. */
  async requestPairingCode(phoneNumber: string): Promise<string> {
    const { socketSession: session, accountKeys: keys } = this;
    if (session === null || keys === null || keys.linked) throw notPairing();
    const code = await session.requestPairingCode(phoneNumber);
    const expiresAt = new Date(this.pairingEndsAt);
    this.voice.publish({ state: 'pairing_code', code, expiresAt });
    return code;
  }

  private async stayConnected(): Promise<void> {
    const { signal } = this.abort;
    const policy = new ReconnectPolicy(this.settings.timings);
    while (!signal.aborted) {
      const end = await this.connectOnce(signal);
      if (signal.aborted) break;
      const waitMs = await this.closed(end, policy);
      if (waitMs === null) return;
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
    this.voice.publish({ state: 'closed', reason: 'stopped', code: null, retryInMs: null });
  }

  /** One socket from beginning to end, and then everything of it stored. */
  private async connectOnce(signal: AbortSignal): Promise<Ending> {
    let session: SocketSession | null = null;
    let storeAway = false;
    const store = guardedStore(this.settings.store, {
      retryMs: this.settings.timings.storeRetryMs,
      wanted: () => session?.isLive === true,
      onAway: () => {
        storeAway = true;
        void session?.end().catch(() => undefined);
      },
      onFenced: () => this.onFenced(),
    });
    this.store = store;
    this.voice.publish({ state: 'connecting' });
    const keys = await this.loadKeys(store);
    if (keys === null || signal.aborted) return NEVER_MADE;
    const made = new SocketSession(this.settings, store, keys, this.listenerOf(keys));
    session = made;
    this.socketSession = made;
    const giveUp = setTimeout(
      () => {
        if (!keys.linked) void made.end().catch(() => undefined);
      },
      Math.max(0, this.pairingEndsAt - Date.now()),
    );
    const end = await made.ended;
    clearTimeout(giveUp);
    this.socketSession = null;
    await this.saveAll(keys, signal);
    return { ...end, pairing: !keys.linked, storeAway };
  }

  private async loadKeys(store: WhatsappAuthStore): Promise<AccountKeys | null> {
    try {
      this.accountKeys = await AccountKeys.open(store, this.settings.timings.storeRetryMs);
      return this.accountKeys;
    } catch (error) {
      this.settings.log('error', `the stored keys could not be read: ${nameOf(error)}`);
      return null;
    }
  }

  /** Waits for the store as long as it takes, but not when the process is to end. */
  private async saveAll(keys: AccountKeys, signal: AbortSignal): Promise<void> {
    const { closeMs } = this.settings.timings;
    const onAbort = (): void => void setTimeout(() => keys.close(), closeMs).unref();
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    await keys.settled();
    signal.removeEventListener('abort', onAbort);
  }

  /** Tells what it means; how long to wait, or null for the end. */
  private async closed(end: Ending, policy: ReconnectPolicy): Promise<number | null> {
    const verdict: Verdict = this.fenced
      ? { reason: 'fenced', wipe: false, retryInMs: null }
      : policy.after(end, Date.now() >= this.pairingEndsAt);
    if (verdict.wipe) await this.store?.wipe().catch(() => undefined);
    const { reason, retryInMs } = verdict;
    this.voice.publish({ state: 'closed', reason, code: this.fenced ? null : end.code, retryInMs });
    return retryInMs;
  }

  /** Not even a socket could be made: nothing that waiting would mend. */
  private onBroken(error: unknown): void {
    this.settings.log('error', `the connection could not be made: ${nameOf(error)}`);
    this.voice.publish({ state: 'closed', reason: 'transient', code: null, retryInMs: null });
  }

  private onFenced(): void {
    if (this.fenced) return;
    this.fenced = true;
    this.accountKeys?.close();
    void this.socketSession?.end().catch(() => undefined);
  }

  private listenerOf(keys: AccountKeys): SessionListener {
    const { voice } = this;
    return {
      nextArrival: () => voice.nextArrival(),
      qr: (text, lifeMs) => this.onQr(text, lifeMs),
      open: () => voice.publish({ state: 'open', self: selfOf(keys) }),
      restricted: (until) => voice.tell('restricted', until),
      message: (message) => voice.tell('message', message),
      receipt: (receipt) => voice.tell('receipt', receipt),
      undecryptable: (message) => voice.tell('undecryptable', message),
    };
  }

  private onQr(text: string, lifeMs: number): void {
    if (this.voice.state().state === 'pairing_code') return;
    this.qrCount += 1;
    const expiresAt = new Date(Math.min(Date.now() + lifeMs, this.pairingEndsAt));
    this.voice.publish({ state: 'qr', text, expiresAt, n: this.qrCount });
  }
}

function selfOf({ creds }: AccountKeys): WhatsappSelf {
  const { id = '', lid, name } = creds.me ?? {};
  return { phone: withoutDevice(id), lid: lid ? withoutDevice(lid) : null, name: name ?? null };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
