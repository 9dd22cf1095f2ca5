/** The id that names one request in the answer, the log and an error body. */
import type { IncomingMessage } from 'node:http';
import { newId } from '#platform/ids';

/** The header that carries the id, in and out. */
export const REQUEST_ID_HEADER = 'x-request-id';

const ACCEPTED = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The caller's id when it is harmless to log and to send back, else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && ACCEPTED.test(given) ? given : newId('req');
}
