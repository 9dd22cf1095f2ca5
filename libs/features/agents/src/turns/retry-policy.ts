/** When and how often a turn that came to nothing is tried again. */
import type { TurnFailure } from '../sessions/agent-runtime.js';

/** Attempts that count; then the message is listed under "Not answered". */
export const MAX_ATTEMPTS = 3;
/** A message may lose its worker this often before it is taken for the cause. */
export const MAX_CRASHES = 10;
const MAX_OUTAGE_WAIT_MS = 60_000;
/** Even if the API asks for more: an hour's silence would look like a lost message. */
const MAX_ASKED_WAIT_MS = 5 * 60_000;

export interface RetryDecision {
  giveUp: boolean;
  countAttempt: boolean;
  delayMs: number;
}

/**
 * @param attemptCount attempts that failed before this one
 * @param failures failed runs of this message before this one, of whatever kind
 */
export function decideRetry(
  failure: TurnFailure,
  past: { attemptCount: number; failures: number; retryAfterMs?: number | undefined },
): RetryDecision {
  switch (failure) {
    case 'interrupted':
      return { giveUp: false, countAttempt: false, delayMs: 0 };
    case 'model_unavailable': {
      // The message is innocent and the model will come back: wait longer each time, but never give up here.
      const backoffMs = Math.min(MAX_OUTAGE_WAIT_MS, 2_000 * 2 ** Math.min(past.failures, 10));
      return {
        giveUp: false,
        countAttempt: false,
        delayMs: Math.max(backoffMs, Math.min(past.retryAfterMs ?? 0, MAX_ASKED_WAIT_MS)),
      };
    }
    case 'budget':
      return { giveUp: true, countAttempt: true, delayMs: 0 };
    case 'failed': {
      const attempts = past.attemptCount + 1;
      return {
        giveUp: attempts >= MAX_ATTEMPTS,
        countAttempt: true,
        delayMs: 1_000 * 2 ** attempts,
      };
    }
  }
}
