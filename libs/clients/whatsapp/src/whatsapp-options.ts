/** How a connection is made, and its clocks. */
import { makeWASocket, type UserFacingSocketConfig, type WASocket } from './baileys.js';
import type { ProcessCure } from './cures/process-cures.js';
import type { WhatsappAuthStore } from './keys/auth-store.js';
import type { LogSink } from './socket/socket-logger.js';
import type { ServiceAddress } from './socket/trust-root.js';

/** What the client uses of Baileys' socket. */
export type BaileysSocket = Pick<
  WASocket,
  | 'ev'
  | 'ws'
  | 'end'
  | 'logout'
  | 'readMessages'
  | 'requestPairingCode'
  | 'sendMessage'
  | 'sendPresenceUpdate'
>;

/** Makes a socket; `makeWASocket` unless a test scripts its own. */
export type SocketFactory = (config: UserFacingSocketConfig) => BaileysSocket;

/** A fault of Baileys that is mended here; see `cures/`. */
export type Cure = ProcessCure | 'journal' | 'one-lock' | 'arrival-order' | 'refused-upgrade';

/** Milliseconds, except where it says otherwise. */
export interface WhatsappTimings {
  /** After this a pairing is over, scanned or not. */
  pairingMs: number;
  /** How long each QR code lives; null for WhatsApp's own 60 s, then 20 s. */
  qrMs: number | null;
  /** How long a new socket may say nothing; and how long the restart may take that follows a scan. */
  firstWordMs: number;
  /** From the first word of a linked account's socket until it is open: it may have 812 keys to upload. */
  loginMs: number;
  /** How long to wait for WhatsApp's word about a message. */
  sendMs: number;
  /** How long to wait for the answer to a question. */
  queryMs: number;
  backoffMinMs: number;
  backoffMaxMs: number;
  /** The longest wait while somebody sits before the page for a code. */
  pairingBackoffMaxMs: number;
  /** Open for that long, a connection starts again from the shortest wait. */
  stableAfterMs: number;
  /** How long to leave the line to another client before taking it back, once. */
  conflictWaitMs: number;
  /** Between attempts to reach a store that is away. */
  storeRetryMs: number;
  /** How long a polite goodbye may take. */
  closeMs: number;
}

/** What is used where nothing else is given. */
export const DEFAULT_TIMINGS: WhatsappTimings = {
  pairingMs: 180_000,
  qrMs: null,
  firstWordMs: 30_000,
  loginMs: 120_000,
  sendMs: 20_000,
  queryMs: 20_000,
  backoffMinMs: 1_000,
  backoffMaxMs: 300_000,
  pairingBackoffMaxMs: 5_000,
  stableAfterMs: 60_000,
  conflictWaitMs: 60_000,
  storeRetryMs: 3_000,
  closeMs: 2_000,
};

/** See `WhatsappConnection`. */
export interface WhatsappOptions extends ServiceAddress {
  store: WhatsappAuthStore;
  /** The version of WhatsApp Web to claim; null for the one this Baileys was made for. 405 at login asks for a newer one. */
  version?: [number, number, number] | null;
  /** The text of a message that was sent earlier, to encrypt it again when a phone asks; null when it is not known. */
  findSentText?: (messageId: string) => Promise<string | null>;
  /** Where warnings go; they hold no secrets. */
  log?: LogSink;
  timings?: Partial<WhatsappTimings>;
  socketFactory?: SocketFactory;
  /** For tests only: cures to leave out, to show what they cure. */
  without?: readonly Cure[];
}

/** The same with everything decided. */
export type WhatsappSettings = Omit<Required<WhatsappOptions>, 'timings'> & {
  timings: WhatsappTimings;
};

/** The options with what is used where nothing else is given. */
export function settingsOf(options: WhatsappOptions): WhatsappSettings {
  return {
    wsUrl: null,
    trustRoot: null,
    version: null,
    findSentText: async () => null,
    log: () => undefined,
    socketFactory: makeWASocket,
    without: [],
    ...options,
    timings: { ...DEFAULT_TIMINGS, ...options.timings },
  };
}
