/**
 * One socket, from its making to its end. It never reconnects; `WhatsappConnection` makes the next one.
 * Listeners are attached in the same tick as the socket is made: what comes before them is lost.
 */
import type { AccountKeys } from './account-keys.js';
import type { WhatsappAuthStore } from './auth-store.js';
import type { BinaryNode, ConnectionState } from './baileys.js';
import { inArrivalOrder } from './cures/arrival-order.js';
import { receiptsOf, type OwnAddresses } from './inbound-frame.js';
import { InboundReader } from './inbound-reader.js';
import { PendingAcks } from './pending-acks.js';
import type { Ending } from './reconnect-policy.js';
import { socketConfig } from './socket-config.js';
import { notConnected, unconfirmed } from './whatsapp.errors.js';
import type { UndecryptableMessage, WhatsappMessage, WhatsappReceipt } from './whatsapp-message.js';
import type { BaileysSocket, WhatsappSettings } from './whatsapp-options.js';

/** What a session tells. */
export interface SessionListener {
  qr(text: string): void;
  open(): void;
  restricted(until: Date | null): void;
  message(message: WhatsappMessage): void;
  receipt(receipt: WhatsappReceipt): void;
  undecryptable(message: UndecryptableMessage): void;
  nextArrival(): number;
}

/** How it ended. */
export type SessionEnd = Omit<Ending, 'pairing'>;

/** See the head of this file. */
export class SocketSession {
  /** Resolves when the socket is gone, whatever the reason. */
  readonly ended: Promise<SessionEnd>;
  private readonly socket: BaileysSocket;
  private readonly acks = new PendingAcks();
  private readonly firstQr = Promise.withResolvers<void>();
  private openedAt: number | null = null;
  private over = false;

  constructor(
    private readonly settings: WhatsappSettings,
    store: WhatsappAuthStore,
    private readonly keys: AccountKeys,
    private readonly listener: SessionListener,
  ) {
    const reader = new InboundReader({
      own: () => this.own,
      nextArrival: () => listener.nextArrival(),
      // Called with the account locked: nothing else is read or sent until it is done.
      journal: (message) => store.journal(message),
      message: (message) => listener.message(message),
      undecryptable: (message) => listener.undecryptable(message),
    });
    this.firstQr.promise.catch(() => undefined);
    this.socket = settings.socketFactory(socketConfig(settings, keys, reader));
    this.ended = new Promise((resolve) => this.listen(reader, resolve));
  }

  get isOpen(): boolean {
    return this.openedAt !== null && !this.over;
  }

  /** Whether its socket is there, open or not yet. */
  get isLive(): boolean {
    return !this.over;
  }

  get own(): OwnAddresses {
    return this.keys.creds.me ?? {};
  }

  /** Resolves when WhatsApp has accepted it. */
  async sendText(chat: string, text: string, messageId: string): Promise<void> {
    const { socket } = this.opened();
    const accepted = this.acks.wait(messageId, this.settings.timings.sendMs);
    // `linkPreview: null` keeps Baileys from fetching whatever address a text names.
    socket
      .sendMessage(chat, { text, linkPreview: null }, { messageId })
      .catch((error: unknown) => this.acks.fail(messageId, unconfirmed(error)));
    return accepted;
  }

  /** Shows "typing", or ends it; appears online only while it lasts. */
  async sendTyping(chat: string, typing: boolean): Promise<void> {
    const { socket } = this.opened();
    if (typing) await socket.sendPresenceUpdate('available');
    await socket.sendPresenceUpdate(typing ? 'composing' : 'paused', chat);
    if (!typing) await socket.sendPresenceUpdate('unavailable');
  }

  /** Marks messages of the other side as read. */
  async markRead(messages: { chat: string; id: string }[]): Promise<void> {
    const { socket } = this.opened();
    await socket.readMessages(
      messages.map(({ chat, id }) => ({ remoteJid: chat, id, fromMe: false })),
    );
  }

  /** The eight characters to type into the phone. Waits for the server to be ready for pairing. */
  async requestPairingCode(digits: string): Promise<string> {
    await this.firstQr.promise;
    return this.socket.requestPairingCode(digits);
  }

  /** Unlinks this device; the session ends with 401. */
  async logout(): Promise<void> {
    await this.opened().socket.logout();
  }

  /** Ends it; a server that does not answer the goodbye is not waited for. */
  async end(): Promise<void> {
    const polite = this.socket.end(undefined);
    const hurry = setTimeout(() => terminate(this.socket), this.settings.timings.closeMs);
    try {
      await polite;
    } finally {
      clearTimeout(hurry);
    }
  }

  private opened(): { socket: BaileysSocket } {
    if (!this.isOpen) throw notConnected();
    return { socket: this.socket };
  }

  private listen(reader: InboundReader, resolve: (end: SessionEnd) => void): void {
    const { ev, ws } = this.socket;
    if (!this.settings.without.includes('arrival-order')) inArrivalOrder(ws);
    ws.on('frame', (frame: BinaryNode | Uint8Array) => {
      if (!(frame instanceof Uint8Array)) this.onStanza(reader, frame);
    });
    ev.on('creds.update', () => this.keys.changed());
    ev.on('messaging-history.set', ({ messages }) => {
      for (const message of messages) reader.history(message);
    });
    ev.on('connection.update', (update) => {
      this.onUpdate(update);
      if (update.connection === 'close') resolve(this.finish(update));
    });
  }

  private onStanza(reader: InboundReader, stanza: BinaryNode): void {
    reader.onStanza(stanza);
    for (const receipt of receiptsOf(stanza, this.own)) {
      this.acks.settle(receipt);
      this.listener.receipt(receipt);
    }
  }

  private onUpdate({ qr, connection, reachoutTimeLock }: Partial<ConnectionState>): void {
    if (qr !== undefined) {
      this.firstQr.resolve();
      this.listener.qr(qr);
    }
    if (connection === 'open') {
      this.openedAt = Date.now();
      this.listener.open();
    }
    if (reachoutTimeLock?.isActive === true) {
      this.listener.restricted(reachoutTimeLock.timeEnforcementEnds ?? null);
    }
  }

  private finish({ lastDisconnect }: Partial<ConnectionState>): SessionEnd {
    this.over = true;
    this.acks.failAll();
    this.firstQr.reject(notConnected());
    const openMs = this.openedAt === null ? 0 : Date.now() - this.openedAt;
    return { code: codeOf(lastDisconnect?.error), openMs };
  }
}

function codeOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('output' in error)) return null;
  const { output } = error;
  if (typeof output !== 'object' || output === null || !('statusCode' in output)) return null;
  return typeof output.statusCode === 'number' ? output.statusCode : null;
}

/** Breaks the connection below Baileys, which has no word for that. */
function terminate(socket: BaileysSocket): void {
  const line: unknown = Reflect.get(socket.ws, 'socket');
  if (typeof line === 'object' && line !== null && 'terminate' in line) {
    const { terminate: breakOff } = line;
    if (typeof breakOff === 'function') Reflect.apply(breakOff, line, []);
  }
}
