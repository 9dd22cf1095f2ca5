/** How long to wait before the next attempt: full jitter under a doubling ceiling, so that accounts do not return together. */

/** The bounds, in milliseconds. */
export interface BackoffBounds {
  minMs: number;
  maxMs: number;
}

/**
 * The wait before attempt `attempt` (0 is the first) in milliseconds, never below `minMs`.
 * @param random from 0 (included) to 1 (excluded)
 */
export function backoffMs(
  attempt: number,
  { minMs, maxMs }: BackoffBounds,
  random: number,
): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(attempt, 30));
  return Math.max(minMs, Math.round(random * ceiling));
}
