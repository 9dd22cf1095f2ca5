/**
 * What the stand-in keeps across a restart: phones, what they are linked to, and what is still to be delivered.
 * Plain JSON; everything binary is base64.
 */
import type { Base64, SignalKeys } from './wire/signal-endpoint.js';

/** How far a message that a phone sent has got. */
export type LineStatus = 'sent' | 'delivered' | 'read' | 'failed';

/** One message as a phone shows it. */
export interface ChatLine {
  id: string;
  /** The other side's number, digits only. */
  with: string;
  /** True for what this account wrote itself, by hand or by a linked device. */
  mine: boolean;
  /** The text or caption; null for what has none. */
  text: string | null;
  /** The name of the content, such as `conversation` or `imageMessage`. */
  kind: string;
  /** Milliseconds since 1970. */
  at: number;
  status: LineStatus;
  /** The id of the message that this one edits. */
  edits: string | null;
}

/** A linked device: what a Baileys session is to WhatsApp. */
export interface CompanionState {
  device: number;
  registrationId: number;
  identity: Base64;
  noiseKey: Base64;
  signedPreKey: { id: number; value: Base64; signature: Base64 };
  preKeys: { id: number; value: Base64 }[];
  /** Encoded stanzas that the device has not confirmed, oldest first, by class, id and type. */
  queue: Record<string, Base64>;
  /** Whether the first history notification has been sent. */
  bootstrapped: boolean;
}

/** An account with its phone. */
export interface PhoneState {
  number: string;
  pushName: string;
  lidUser: string;
  nextDevice: number;
  keys: SignalKeys;
  companions: CompanionState[];
  lines: ChatLine[];
  /** Encoded messages by id, kept to encrypt them again when asked. */
  sent: Record<string, Base64>;
}

/** Everything. */
export interface WhatsappState {
  phones: Record<string, PhoneState>;
}
