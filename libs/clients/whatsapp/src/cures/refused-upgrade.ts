/**
 * A server that answers the WebSocket with a plain HTTP response, as a proxy with nobody behind it does (503, 429).
 *
 * Baileys forwards every event of `ws` and so listens to `unexpected-response`; `ws` then leaves such a response to the
 * listener, and nobody ends the attempt: the connection would be "connecting" for ever.
 */
import type { EventEmitter } from 'node:events';

/** Calls `refused` when that happens. What the response says is not WhatsApp's word about the account. */
export function onRefusedUpgrade(source: Pick<EventEmitter, 'on'>, refused: () => void): void {
  source.on('unexpected-response', () => refused());
}
