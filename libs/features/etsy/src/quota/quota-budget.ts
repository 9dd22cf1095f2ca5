/**
 * The arithmetic of Etsy's two limits. Pure, times in milliseconds. Etsy counts any second, not calendar seconds, so a
 * request may leave when the one that is a whole limit before it left a little more than a second ago.
 */
import type { EtsyPriority } from '#clients/etsy';

/** Used until Etsy's headers say otherwise; research of 2026 found no key with less. */
export const FIRST_LIMITS = { perSecond: 5, perDay: 5_000 } as const;
/** Part of the day's budget that nobody but those whom a person waits for may use. */
export const RESERVED_SHARE = 0.2;
/** Part of the day's budget that is for buyers' questions alone. */
export const LIVE_SHARE = 0.1;
/** In no window of this length do more requests leave than are allowed in a second; the rest absorbs jitter on the way. */
export const WINDOW_MS = 1_040;

/** How long a request may wait in the process for its turn. Longer waits are rescheduled. */
export const MAX_WAIT_MS: Readonly<Record<EtsyPriority, number>> = Object.freeze({
  live: 1_000,
  interactive: 900,
  background: 600,
});

/** Milliseconds between two requests that leave in even steps. */
export function spacingMs(perSecond: number): number {
  return WINDOW_MS / perSecond;
}

/** Requests of the day that this priority may still use. */
export function usableToday(priority: EtsyPriority, perDay: number, remaining: number): number {
  return Math.max(0, remaining - Math.ceil(perDay * keptFromMe(priority)));
}

function keptFromMe(priority: EtsyPriority): number {
  if (priority === 'live') return 0;
  return priority === 'interactive' ? LIVE_SHARE : RESERVED_SHARE;
}

/** What a request is told. */
export type QuotaVerdict =
  | { granted: true; waitMs: number }
  | { granted: false; reason: 'second' | 'day' | 'turn'; retryAfterMs: number };

/**
 * The budget of one process, for when the shared one cannot be reached: a fifth of the first limits, so that a handful of
 * processes stay within what any key has. Forgets what others use.
 */
export class ProcessBudget {
  private nextAtMs = 0;
  private readonly hours = new Map<number, number>();

  constructor(
    private readonly perSecond: number = FIRST_LIMITS.perSecond / 5,
    private readonly perDay: number = FIRST_LIMITS.perDay / 5,
  ) {}

  ask(priority: EtsyPriority, nowMs: number): QuotaVerdict {
    const used = this.usedToday(nowMs);
    if (usableToday(priority, this.perDay, this.perDay - used) === 0) {
      return { granted: false, reason: 'day', retryAfterMs: RETRY_DAY_MS };
    }
    const at = Math.max(nowMs, this.nextAtMs);
    if (at - nowMs > MAX_WAIT_MS[priority]) {
      return { granted: false, reason: 'second', retryAfterMs: Math.ceil(at - nowMs) };
    }
    this.nextAtMs = at + spacingMs(this.perSecond);
    const hour = hourOf(nowMs);
    this.hours.set(hour, (this.hours.get(hour) ?? 0) + 1);
    return { granted: true, waitMs: Math.ceil(at - nowMs) };
  }

  /** Nothing leaves before this moment. */
  holdUntil(ms: number): void {
    this.nextAtMs = Math.max(this.nextAtMs, ms);
  }

  usedToday(nowMs: number): number {
    const oldest = hourOf(nowMs) - 24;
    for (const hour of this.hours.keys()) if (hour <= oldest) this.hours.delete(hour);
    return [...this.hours.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** How long work waits when the day's share is used up; the window rolls hour by hour. */
export const RETRY_DAY_MS = 15 * 60_000;

/**
 * How long work is put off that Etsy or the governor refused. Etsy has told a whole day where an hour was enough
 * (open-api #256), and asking the governor costs nothing.
 */
export function restMs(retryAfterMs: number): number {
  return Math.min(retryAfterMs, RETRY_DAY_MS);
}

function hourOf(ms: number): number {
  return Math.floor(ms / 3_600_000);
}
