/** Where a connection stands, and what it tells. */
import type {
  UndecryptableMessage,
  WhatsappMessage,
  WhatsappReceipt,
} from './messages/whatsapp-message.js';
import type { CloseReason } from './reconnect/close-decision.js';

/** The account that is linked. */
export interface WhatsappSelf {
  /** Its address by phone number. */
  phone: string;
  lid: string | null;
  name: string | null;
}

/** Where a connection stands. */
export type WhatsappState =
  | { state: 'idle' }
  | { state: 'connecting' }
  /** The text to show as a QR code; `n` counts from 1. */
  | { state: 'qr'; text: string; expiresAt: Date; n: number }
  | { state: 'pairing_code'; code: string; expiresAt: Date }
  | { state: 'open'; self: WhatsappSelf }
  /** `retryInMs` null: it stays closed until `start` is called. */
  | { state: 'closed'; reason: CloseReason; code: number | null; retryInMs: number | null };

/** What a connection tells; see the types. `restricted`: no new chats may be opened until then (null: unknown). */
export interface WhatsappEvents {
  state: [WhatsappState];
  message: [WhatsappMessage];
  receipt: [WhatsappReceipt];
  undecryptable: [UndecryptableMessage];
  restricted: [Date | null];
}
