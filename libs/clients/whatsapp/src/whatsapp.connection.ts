/**
 * An account's connection to WhatsApp as a linked device: pairing, staying connected, messages both ways. One object
 * per account, and one process per account at a time: the store's fencing enforces it, this class obeys. It knows
 * nothing of who owns an account or of what is answered.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccountKeys } from './keys/account-keys.js';
import type { WhatsappAuthStore } from './keys/auth-store.js';
import { generateMessageIDV2 } from './baileys.js';
import { cureProcess, type ProcessCure } from './cures/process-cures.js';
import { guardedStore, type GuardedStore } from './keys/guarded-store.js';
import { downloadMedia } from './messages/media-download.js';
import { withoutDevice } from './messages/message-identity.js';
import { ReconnectPolicy, type Ending, type Verdict } from './reconnect/reconnect-policy.js';
import { SocketSession, type SessionListener } from './socket/socket-session.js';
import { applyTrust } from './socket/trust-root.js';
import { notConnected, notPairing } from './whatsapp.errors.js';
import type { MediaHandle } from './messages/whatsapp-message.js';
import type { WhatsappEvents, WhatsappSelf, WhatsappState } from './whatsapp-state.js';
import {
  settingsOf,
  type Cure,
  type WhatsappOptions,
  type WhatsappSettings,
} from './whatsapp-options.js';

/** The store is away: no socket was made, and what the account is at is not known. */
const NEVER_MADE: Ending = {
  code: null,
  openMs: 0,
  pairing: false,
  codesSpent: false,
  storeAway: true,
};

interface Run {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** See the head of this file. */
export class WhatsappConnection extends EventEmitter<WhatsappEvents> {
  private readonly settings: WhatsappSettings;
  private readonly outside = AsyncLocalStorage.snapshot();
  private current: WhatsappState = { state: 'idle' };
  private run: Run | null = null;
  private session: SocketSession | null = null;
  private keys: AccountKeys | null = null;
  private store: GuardedStore | null = null;
  private arrivals = 0;
  private qrCount = 0;
  private fenced = false;
  private pairingEndsAt = 0;

  /** Throws `whatsapp.bad_address` for an address it will not connect to. */
  constructor(options: WhatsappOptions) {
    super();
    this.settings = settingsOf(options);
    applyTrust(this.settings);
    cureProcess(this.settings.without.filter(isProcessCure));
  }

  /** Where it stands. */
  get state(): WhatsappState {
    return this.current;
  }

  /** Connects and stays connected until `stop`, or until a close that cannot be mended. Harmless twice. */
  async start(): Promise<void> {
    if (this.run !== null) return;
    const abort = new AbortController();
    this.qrCount = 0;
    this.fenced = false;
    this.pairingEndsAt = Date.now() + this.settings.timings.pairingMs;
    const done = this.stayConnected(abort.signal)
      .catch((error: unknown) => this.onBroken(error))
      .finally(() => {
        this.run = null;
      });
    this.run = { abort, done };
  }

  /** Closes the socket and resolves when nothing is written any more. Harmless twice. */
  async stop(): Promise<void> {
    const { run } = this;
    if (run === null) return;
    run.abort.abort();
    await this.session?.end().catch(() => undefined);
    await run.done;
  }

  /** Unlinks the device on the server, if the connection is open, and clears its keys in any case. */
  async logout(): Promise<void> {
    const { run, session } = this;
    if (run !== null && session?.isOpen === true) {
      await session.logout().catch(() => undefined);
      await run.done;
      return;
    }
    await this.stop();
    await this.settings.store.clear();
    this.publish({ state: 'closed', reason: 'logged_out', code: null, retryInMs: null });
  }

  /** Pairs by code instead of by QR: the eight characters to type into the phone with that number. */
  async requestPairingCode(phoneNumber: string): Promise<string> {
    const { session, keys } = this;
    if (session === null || keys === null || keys.linked) throw notPairing();
    const code = await session.requestPairingCode(phoneNumber.replace(/\D/g, ''));
    this.publish({ state: 'pairing_code', code, expiresAt: new Date(this.pairingEndsAt) });
    return code;
  }

  /** A new id for `sendText`; keep it with the message, to send the same message again under it. */
  newMessageId(): string {
    return generateMessageIDV2(this.keys?.creds.me?.id);
  }

  /**
   * Resolves when WhatsApp has accepted the message. Rejects with `whatsapp.not_connected` (not sent),
   * `whatsapp.rejected` (with its reason) or `whatsapp.unconfirmed` (perhaps sent; only the same id is safe).
   */
  async sendText(chat: string, text: string, { messageId }: { messageId: string }): Promise<void> {
    return this.onSocket((session) => session.sendText(chat, text, messageId));
  }

  /** Shows "typing" in a chat, or ends it. */
  async sendTyping(chat: string, typing = true): Promise<void> {
    return this.onSocket((session) => session.sendTyping(chat, typing));
  }

  /** Marks messages of the other side as read. */
  async markRead(messages: { chat: string; id: string }[]): Promise<void> {
    return this.onSocket((session) => session.markRead(messages));
  }

  /** The plain bytes of a picture or recording, open or not; see `downloadMedia` for how it fails. */
  fetchMedia(handle: MediaHandle, { maxBytes }: { maxBytes: number }): Promise<Buffer> {
    return downloadMedia(handle, { maxBytes, wsUrl: this.settings.wsUrl ?? null });
  }

  /** Outside whatever async context the caller is in: it may stem from a decryption, by way of the journal. */
  private async onSocket<T>(work: (session: SocketSession) => Promise<T>): Promise<T> {
    const { session } = this;
    if (session === null) throw notConnected();
    return this.outside(work, session);
  }

  private async stayConnected(signal: AbortSignal): Promise<void> {
    const policy = new ReconnectPolicy(this.settings.timings);
    while (!signal.aborted) {
      const end = await this.connectOnce(signal);
      if (signal.aborted) break;
      const waitMs = await this.closed(end, policy);
      if (waitMs === null) return;
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
    this.publish({ state: 'closed', reason: 'stopped', code: null, retryInMs: null });
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
    this.publish({ state: 'connecting' });
    const keys = await this.loadKeys(store);
    if (keys === null || signal.aborted) return NEVER_MADE;
    const made = new SocketSession(this.settings, store, keys, this.listenerOf(keys));
    session = made;
    this.session = made;
    const giveUp = setTimeout(
      () => {
        if (!keys.linked) void made.end().catch(() => undefined);
      },
      Math.max(0, this.pairingEndsAt - Date.now()),
    );
    const end = await made.ended;
    clearTimeout(giveUp);
    this.session = null;
    await this.saveAll(keys, signal);
    return { ...end, pairing: !keys.linked, storeAway };
  }

  private async loadKeys(store: WhatsappAuthStore): Promise<AccountKeys | null> {
    try {
      this.keys = await AccountKeys.open(store, this.settings.timings.storeRetryMs);
      return this.keys;
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
    this.publish({ state: 'closed', reason, code: this.fenced ? null : end.code, retryInMs });
    return retryInMs;
  }

  /** Not even a socket could be made: nothing that waiting would mend. */
  private onBroken(error: unknown): void {
    this.settings.log('error', `the connection could not be made: ${nameOf(error)}`);
    this.publish({ state: 'closed', reason: 'transient', code: null, retryInMs: null });
  }

  private onFenced(): void {
    if (this.fenced) return;
    this.fenced = true;
    this.keys?.close();
    void this.session?.end().catch(() => undefined);
  }

  private listenerOf(keys: AccountKeys): SessionListener {
    return {
      nextArrival: () => (this.arrivals += 1),
      qr: (text, lifeMs) => this.onQr(text, lifeMs),
      open: () => this.publish({ state: 'open', self: selfOf(keys) }),
      restricted: (until) => this.tell('restricted', until),
      message: (message) => this.tell('message', message),
      receipt: (receipt) => this.tell('receipt', receipt),
      undecryptable: (message) => this.tell('undecryptable', message),
    };
  }

  private onQr(text: string, lifeMs: number): void {
    if (this.current.state === 'pairing_code') return;
    this.qrCount += 1;
    const expiresAt = new Date(Math.min(Date.now() + lifeMs, this.pairingEndsAt));
    this.publish({ state: 'qr', text, expiresAt, n: this.qrCount });
  }

  private publish(state: WhatsappState): void {
    this.current = state;
    this.tell('state', state);
  }

  /**
   * A listener that throws must not break a decryption or a reconnect. It runs in the async context in which this object
   * was made: in the decryption's own, an answer that it sends would join that transaction, and its ratchet step be lost.
   */
  private tell<E extends keyof WhatsappEvents>(event: E, value: WhatsappEvents[E][0]): void {
    for (const listener of this.listeners(event)) {
      try {
        this.outside(() => Reflect.apply(listener, this, [value]));
      } catch (error) {
        this.settings.log('error', `a listener of '${event}' failed: ${nameOf(error)}`);
      }
    }
  }
}

function isProcessCure(cure: Cure): cure is ProcessCure {
  return cure === 'job-context' || cure === 'signature-checks' || cure === 'console-filter';
}

function selfOf({ creds }: AccountKeys): WhatsappSelf {
  const { id = '', lid, name } = creds.me ?? {};
  return { phone: withoutDevice(id), lid: lid ? withoutDevice(lid) : null, name: name ?? null };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
