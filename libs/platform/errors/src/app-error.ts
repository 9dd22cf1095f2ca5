/**
 * The one error class that crosses layers. Its code is stable and documented by the thrower's feature, its message
 * tells the reader what to do next and may be shown to them, its cause is for the log only.
 */
import type { ErrorKind } from './error-kind.js';

/** What an AppError is made of. */
export interface AppErrorOptions {
  kind: ErrorKind;
  /** Stable, dotted, lower-case: `etsy.needs_reconnect`. Clients may switch on it. */
  code: string;
  /** One sentence for the person who reads it; never a secret, never a stack. */
  message: string;
  /** Facts for the client, JSON only. */
  details?: Record<string, unknown> | undefined;
  /** How long to wait before trying again. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** A failure that somebody has decided about: kind, code and message are safe to show. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details?: Record<string, unknown>;
  readonly retryAfterMs?: number;

  constructor(options: AppErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.kind = options.kind;
    this.code = options.code;
    if (options.details !== undefined) this.details = options.details;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * The AppError behind anything that was thrown. What nobody decided about becomes kind `internal`
 * with its text hidden (it may hold SQL, addresses or secrets) and kept as the cause for the log.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError({
    kind: 'internal',
    code: 'internal.unexpected',
    message:
      'Something went wrong on our side. Please try again; if it stays, quote the request id.',
    cause: error,
  });
}
