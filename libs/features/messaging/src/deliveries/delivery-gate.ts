/** What a higher feature says just before a send; provided by the app (see ARCHITECTURE, Floors). */
import type { Id } from '#platform/ids';
import type { DeliveryAuthor } from './delivery.entity.js';

export type GateDecision =
  | { go: 'send' }
  | { go: 'hold'; afterMs: number; reason: string }
  /** Nobody wants it any more. */
  | { go: 'cancel'; reason: string }
  /** Its reader waits in vain: it is listed as not delivered. */
  | { go: 'give_up'; reason: string };

export interface DeliveryGate {
  /** @param ageMs how long ago the message was written */
  decide(message: { id: Id<'out'>; author: DeliveryAuthor; ageMs: number }): Promise<GateDecision>;
}

export const DELIVERY_GATE = Symbol('DELIVERY_GATE');
