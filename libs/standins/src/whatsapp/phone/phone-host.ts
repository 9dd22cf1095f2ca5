/** The world as a phone sees it, and what a phone tells that world. */
import type { WhatsappFaults } from '../faults.js';
import type { ChatLine, LineStatus } from '../state.js';
import type { MediaShelf } from './media-shelf.js';

/** What a phone needs of the world. */
export interface PhoneHost {
  readonly faults: WhatsappFaults;
  readonly shelf: MediaShelf;
  saved(): void;
  emitted(event: PhoneEvent): void;
  /** The account behind an address of either kind. */
  find(jid: string | undefined): Addressed | undefined;
}

/** An account's addresses. */
export interface Addressed {
  readonly number: string;
  readonly pn: string;
  readonly lid: string;
}

/** Something that a test or a screen may want to know of. */
export type PhoneEvent =
  | { type: 'message'; phone: string; line: ChatLine }
  | { type: 'receipt'; phone: string; from: string; id: string; status: LineStatus }
  | { type: 'typing'; phone: string; from: string; state: string }
  | { type: 'undecryptable'; phone: string; from: string; id: string; reason: string }
  | { type: 'duplicate'; phone: string; id: string };
