/**
 * The closed list of ways an operation can fail, and what HTTP says for each.
 * What a job does with a kind is decided once, in #platform/queue.
 */

/** Why something failed, in words that decide what happens next. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'upstream'
  | 'unavailable'
  | 'internal';

/** The HTTP status of each kind. */
export const HTTP_STATUS: Readonly<Record<ErrorKind, number>> = Object.freeze({
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  upstream: 502,
  unavailable: 503,
  internal: 500,
});
