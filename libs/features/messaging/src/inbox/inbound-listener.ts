/** Told of every message that was newly accepted, after its commit; the app nudges a worker. */
import type { AcceptedMessage } from './inbox.service.js';

export interface InboundListener {
  onAccepted(message: AcceptedMessage): void;
}

export const INBOUND_LISTENER = Symbol('INBOUND_LISTENER');
