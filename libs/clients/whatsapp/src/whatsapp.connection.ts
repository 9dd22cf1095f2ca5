/**
 * An account's connection to WhatsApp as a linked device: pairing, staying connected, messages both ways. One object
 * per account, and one process per account at a time: the store's fencing enforces it, this class obeys. It knows
 * nothing of who owns an account or of what is answered.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { generateMessageIDV2 } from './baileys.js';
import { ConnectionRun, type ConnectionVoice } from './connection-run.js';
import { cureProcess, type ProcessCure } from './cures/process-cures.js';
import { downloadMedia } from './messages/media-download.js';
import type { MediaHandle } from './messages/whatsapp-message.js';
import type { SocketSession } from './socket/socket-session.js';
import { applyTrust } from './socket/trust-root.js';
import {
  settingsOf,
  type Cure,
  type WhatsappOptions,
  type WhatsappSettings,
} from './whatsapp-options.js';
import type { WhatsappEvents, WhatsappState } from './whatsapp-state.js';
import { notConnected, notPairing } from './whatsapp.errors.js';

/** See the head of this file. */
export class WhatsappConnection extends EventEmitter<WhatsappEvents> {
  private readonly settings: WhatsappSettings;
  private readonly outside = AsyncLocalStorage.snapshot();
  private current: WhatsappState = { state: 'idle' };
  /** The last one, over or not. */
  private run: ConnectionRun | null = null;
  private arrivals = 0;

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
    if (this.run !== null && !this.run.over) return;
    this.run = new ConnectionRun(this.settings, this.voice());
  }

  /** Closes the socket and resolves when nothing is written any more. Harmless twice. */
  async stop(): Promise<void> {
    const { run } = this;
    if (run === null || run.over) return;
    await run.stop();
  }

  /** Unlinks the device on the server, if the connection is open, and clears its keys in any case. */
  async logout(): Promise<void> {
    const { run } = this;
    if (run?.session?.isOpen === true) {
      await run.session.logout().catch(() => undefined);
      await run.done;
      return;
    }
    await this.stop();
    await this.settings.store.clear();
    this.publish({ state: 'closed', reason: 'logged_out', code: null, retryInMs: null });
  }

  /** Pairs by code instead of by QR: the eight characters to type into the phone with that number. */
  async requestPairingCode(phoneNumber: string): Promise<string> {
    if (this.run === null) throw notPairing();
    return this.run.requestPairingCode(phoneNumber.replace(/\D/g, ''));
  }

  /** A new id for `sendText`; keep it with the message, to send the same message again under it. */
  newMessageId(): string {
    return generateMessageIDV2(this.run?.keys?.creds.me?.id);
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
    const session = this.run?.session ?? null;
    if (session === null) throw notConnected();
    return this.outside(work, session);
  }

  private voice(): ConnectionVoice {
    return {
      state: () => this.current,
      publish: (state) => this.publish(state),
      tell: (event, value) => this.tell(event, value),
      nextArrival: () => (this.arrivals += 1),
    };
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

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
