/**
 * Where an account's secrets and its incoming messages are kept. Whoever implements it encrypts, and refuses every
 * write of an owner that is not the owner any more by throwing `StoreFencedError`.
 */
import type { WhatsappMessage } from '../messages/whatsapp-message.js';

/** One key that changes; null removes it. Values are JSON text. */
export interface KeyChange {
  type: string;
  id: string;
  value: string | null;
}

/** See the head of this file. */
export interface WhatsappAuthStore {
  /** The credentials as they were last saved, JSON text, or null for an account that is not linked. */
  load(): Promise<{ creds: string | null }>;
  /** The values of those keys; ids without a value are left out. */
  get(type: string, ids: string[]): Promise<Record<string, string>>;
  /** All or nothing: these are one step of the ratchet. */
  apply(changes: KeyChange[]): Promise<void>;
  saveCreds(json: string): Promise<void>;
  /** Forgets credentials and keys. Journalled messages stay. */
  clear(): Promise<void>;
  /**
   * Keeps an incoming message for good. Called in order of arrival, before WhatsApp is told that it came; a message
   * can be journalled more than once, after a crash with the same id. A rejection keeps it in WhatsApp's queue.
   */
  journal(message: WhatsappMessage): Promise<void>;
}

/** Thrown by a store: somebody else owns the account now. The connection ends at once and writes nothing more. */
export class StoreFencedError extends Error {
  override readonly name = 'StoreFencedError';
}
