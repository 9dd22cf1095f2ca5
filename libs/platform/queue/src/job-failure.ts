/** What the kind of an error means for the job that met it: the one place where this is decided. */
import type { AppError, ErrorKind } from '#platform/errors';

/** What becomes of the job. */
export type JobFate = { fate: 'retry' } | { fate: 'give_up' } | { fate: 'delay'; delayMs: number };

const DEFAULT_DELAY_MS = 5000;
const MIN_DELAY_MS = 50;

const FATE: Readonly<Record<ErrorKind, JobFate['fate']>> = {
  invalid: 'give_up',
  unauthenticated: 'give_up',
  forbidden: 'give_up',
  not_found: 'give_up',
  conflict: 'give_up',
  rate_limited: 'delay',
  upstream: 'retry',
  unavailable: 'retry',
  internal: 'retry',
};

/** The fate of a job that threw. */
export function jobFate(error: Pick<AppError, 'kind' | 'retryAfterMs'>): JobFate {
  const fate = FATE[error.kind];
  if (fate !== 'delay') return { fate };
  return { fate, delayMs: Math.max(MIN_DELAY_MS, error.retryAfterMs ?? DEFAULT_DELAY_MS) };
}
