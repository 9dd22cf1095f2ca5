/**
 * One socket, from its making to its end. It never reconnects; `ConnectionRun` makes the next one.
 * Listeners are attached in the same tick as the socket is made: what comes before them is lost.
 */
import type { BinaryNode, ConnectionState } from '../baileys.js';
import { inArrivalOrder } from '../cures/arrival-order.js';
import { onRefusedUpgrade } from '../cures/refused-upgrade.js';
import type { AccountKeys } from '../keys/account-keys.js';
import type { WhatsappAuthStore } from '../keys/auth-store.js';
import { receiptsOf, type OwnAddresses } from '../line/inbound-frame.js';
import { InboundReader } from '../line/inbound-reader.js';
import { PendingAcks } from '../line/pending-acks.js';
import type {
  UndecryptableMessage,
  WhatsappMessage,
  WhatsappReceipt,
} from '../messages/whatsapp-message.js';
import type { Ending } from '../reconnect/reconnect-policy.js';
import type { BaileysSocket, WhatsappSettings } from '../whatsapp-options.js';
import { notConnected, unconfirmed } from '../whatsapp.errors.js';
import { Patience } from './patience.js';
import { socketConfig } from './socket-config.js';

/** How long WhatsApp lets the codes of one socket live: the first, and those after it. */
const FIRST_QR_MS = 60_000;
const LATER_QR_MS = 20_000;
/** Baileys' words when the server's last code has run out (socket.js of 7.0.0-rc14). */
const CODES_SPENT = 'QR refs attempts ended';

/** What a session tells. */
export interface SessionListener {
  qr(text: string, lifeMs: number): void;
  open(): void;
  restricted(until: Date | null): void;
  message(message: WhatsappMessage): void;
  receipt(receipt: WhatsappReceipt): void;
  undecryptable(message: UndecryptableMessage): void;
  nextArrival(): number;
}

/** How it ended. */
export type SessionEnd = Omit<Ending, 'pairing' | 'storeAway'>;

/** See the head of this file. */
export class SocketSession {
  /** Resolves when the socket is gone, whatever the reason. */
  readonly ended: Promise<SessionEnd>;
  private readonly socket: BaileysSocket;
  private readonly acks = new PendingAcks();
  private readonly firstQr = Promise.withResolvers<void>();
  private readonly patience = new Patience(() => this.giveUp('a socket got nowhere'));
  private openedAt: number | null = null;
  private codes = 0;
  private hasSpoken = false;
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
    hurryGoodbye(this.socket, settings.timings.closeMs);
    this.ended = new Promise((resolve) => this.listen(reader, resolve));
    this.patience.allow(settings.timings.firstWordMs);
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

  /** Ends it, also when Baileys is ending it already. */
  async end(): Promise<void> {
    await this.socket.end(undefined);
    await this.ended;
  }

  private opened(): { socket: BaileysSocket } {
    if (!this.isOpen) throw notConnected();
    return { socket: this.socket };
  }

  private listen(reader: InboundReader, resolve: (end: SessionEnd) => void): void {
    const { ev, ws } = this.socket;
    const { without } = this.settings;
    if (!without.includes('arrival-order')) {
      inArrivalOrder(ws, (stanza) => reader.undecrypted(stanza));
    }
    if (!without.includes('refused-upgrade')) {
      onRefusedUpgrade(ws, () => this.giveUp('the server takes no socket at the moment'));
    }
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

  /** Whoever made this session makes the next one. */
  private giveUp(why: string): void {
    this.settings.log('warn', `${why}; it is made again`);
    void this.end().catch(() => undefined);
  }

  private onStanza(reader: InboundReader, stanza: BinaryNode): void {
    if (!this.hasSpoken) this.patience.allow(this.settings.timings.loginMs);
    this.hasSpoken = true;
    reader.onStanza(stanza);
    for (const receipt of receiptsOf(stanza, this.own)) {
      this.acks.settle(receipt);
      this.listener.receipt(receipt);
    }
  }

  private onUpdate(update: Partial<ConnectionState>): void {
    const { qr, connection, reachoutTimeLock, isNewLogin } = update;
    if (qr !== undefined) this.onCode(qr);
    if (isNewLogin === true) this.patience.allow(this.settings.timings.firstWordMs);
    if (connection === 'open') {
      this.patience.over();
      this.openedAt = Date.now();
      this.listener.open();
    }
    if (reachoutTimeLock?.isActive === true) {
      this.listener.restricted(reachoutTimeLock.timeEnforcementEnds ?? null);
    }
  }

  /** From here on it is people who take their time; that the line lives, Baileys asks itself. */
  private onCode(qr: string): void {
    this.patience.over();
    this.firstQr.resolve();
    this.codes += 1;
    const { qrMs } = this.settings.timings;
    this.listener.qr(qr, qrMs ?? (this.codes === 1 ? FIRST_QR_MS : LATER_QR_MS));
  }

  private finish({ lastDisconnect }: Partial<ConnectionState>): SessionEnd {
    this.over = true;
    this.patience.over();
    this.acks.failAll();
    this.firstQr.reject(notConnected());
    const openMs = this.openedAt === null ? 0 : Date.now() - this.openedAt;
    const error = lastDisconnect?.error;
    return { code: codeOf(error), openMs, codesSpent: error?.message === CODES_SPENT };
  }
}

function codeOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('output' in error)) return null;
  const { output } = error;
  if (typeof output !== 'object' || output === null || !('statusCode' in output)) return null;
  return typeof output.statusCode === 'number' ? output.statusCode : null;
}

/** A server that does not answer the goodbye is not waited for; by itself the line would be, for half a minute. */
function hurryGoodbye({ ws }: BaileysSocket, closeMs: number): void {
  const close = ws.close.bind(ws);
  ws.close = () => {
    setTimeout(() => terminate(ws), closeMs).unref();
    return close();
  };
}

/** Breaks the connection below Baileys, which has no word for that. */
function terminate(ws: BaileysSocket['ws']): void {
  const line: unknown = Reflect.get(ws, 'socket');
  if (typeof line === 'object' && line !== null && 'terminate' in line) {
    const { terminate: breakOff } = line;
    if (typeof breakOff === 'function') Reflect.apply(breakOff, line, []);
  }
}
