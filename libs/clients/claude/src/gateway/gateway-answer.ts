/** How the gateway says no to the process, and what it remembers of it for the session. */
import type { ServerResponse } from 'node:http';

/** What went wrong last in the current turn, seen from the model's side. */
export type GatewayFailure =
  | { kind: 'refused'; reason: string; cause?: unknown }
  | { kind: 'status'; status: number; retryAfterMs?: number }
  | { kind: 'timeout' }
  | { kind: 'unreachable' };

/** Answers in the shape of the Messages API, so that the CLI understands it. */
export function refuse(
  response: ServerResponse,
  status: number,
  type: string,
  message: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ type: 'error', error: { type, message } });
  const again = status >= 500 ? {} : { 'x-should-retry': 'false' };
  response.writeHead(status, { 'content-type': 'application/json', ...again }).end(body);
}
