/**
 * Why a request got no answer. What matters to the caller is whether the other side may have received it: only then can
 * a repetition do something twice.
 */
import { AppError } from '#platform/errors';

/**
 * `connect`: nothing was sent. `timeout`, `reset`, `aborted`: it may have been received. `too_large`: it was received,
 * the answer exceeded the limit.
 */
export type HttpFailureReason = 'connect' | 'timeout' | 'reset' | 'aborted' | 'too_large';

/** A request without a usable answer; kind `unavailable`, code `http.<reason>`. Its text holds no path and no query. */
export class HttpFailure extends AppError {
  readonly reason: HttpFailureReason;

  constructor(reason: HttpFailureReason, host: string, cause?: unknown) {
    super({
      kind: 'unavailable',
      code: `http.${reason}`,
      message: `${host} ${WORDS[reason]}.`,
      cause,
    });
    this.name = 'HttpFailure';
    this.reason = reason;
  }

  /** False only when it is certain that nothing was sent. */
  get mayHaveBeenReceived(): boolean {
    return this.reason !== 'connect';
  }
}

const WORDS: Readonly<Record<HttpFailureReason, string>> = {
  connect: 'could not be reached',
  timeout: 'did not answer in time',
  reset: 'broke the connection',
  aborted: 'was not waited for',
  too_large: 'answered with more than is accepted',
};

const NOT_SENT_SYSCALLS = new Set(['connect', 'getaddrinfo', 'queryA', 'queryAaaa']);
const NOT_SENT_CODES =
  /^(UND_ERR_CONNECT_TIMEOUT|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_INVALID_URL)/;
const TIMEOUT_CODES = /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/;

/** The reason behind an error of the HTTP library or the socket. What is not known counts as `reset`: it may have been received. */
export function failureReason(error: unknown): HttpFailureReason {
  const code = property(error, 'code');
  const syscall = property(error, 'syscall');
  if (NOT_SENT_SYSCALLS.has(syscall) || NOT_SENT_CODES.test(code)) return 'connect';
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.every((one) => failureReason(one) === 'connect') ? 'connect' : 'reset';
  }
  return TIMEOUT_CODES.test(code) ? 'timeout' : 'reset';
}

function property(error: unknown, name: 'code' | 'syscall'): string {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}
