/**
 * Etsy's two limits on one API key: so many requests in any second, so many in a rolling day of 24 hourly buckets.
 * The second is checked first, as Etsy documents it. Refused requests cost nothing.
 */
const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

export interface RateLimitSettings {
  perSecond: number;
  perDay: number;
  /** False: headers are sent but nothing is refused. */
  enforced: boolean;
}

/** The verdict on one request, with the headers that go on its answer. */
export interface RateVerdict {
  refusedBy: 'second' | 'day' | null;
  headers: Record<string, string>;
}

export class RateLimits {
  private recent: number[] = [];
  private readonly hours = new Map<number, number>();

  constructor(
    private readonly settings: RateLimitSettings,
    private readonly now: () => number,
  ) {}

  /** Counts one request, or refuses it. */
  take(): RateVerdict {
    const nowMs = this.now();
    this.recent = this.recent.filter((at) => at > nowMs - SECOND_MS);
    const usedToday = this.usedToday();
    const refusedBy = this.refusal(usedToday);
    if (refusedBy === null) {
      this.recent.push(nowMs);
      this.addToday(1);
    }
    return { refusedBy, headers: this.headers(refusedBy) };
  }

  /** Requests of the last 24 hourly buckets. */
  usedToday(): number {
    const oldest = this.hour() - DAY_HOURS;
    for (const hour of this.hours.keys()) if (hour <= oldest) this.hours.delete(hour);
    return [...this.hours.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Pretends that so many requests were made just now, beyond those counted (negative: fewer). */
  addToday(count: number): void {
    this.hours.set(this.hour(), (this.hours.get(this.hour()) ?? 0) + count);
  }

  private hour(): number {
    return Math.floor(this.now() / HOUR_MS);
  }

  private refusal(usedToday: number): 'second' | 'day' | null {
    if (!this.settings.enforced) return null;
    if (this.recent.length >= this.settings.perSecond) return 'second';
    return usedToday >= this.settings.perDay ? 'day' : null;
  }

  private headers(refusedBy: 'second' | 'day' | null): Record<string, string> {
    const { perSecond, perDay } = this.settings;
    return {
      'x-limit-per-second': String(perSecond),
      'x-remaining-this-second': String(Math.max(0, perSecond - this.recent.length)),
      'x-limit-per-day': String(perDay),
      'x-remaining-today': String(Math.max(0, perDay - this.usedToday())),
      ...(refusedBy !== null && { 'retry-after': String(this.retryAfterSeconds(refusedBy)) }),
    };
  }

  /** Until the oldest bucket that counts falls out of the day. */
  private retryAfterSeconds(refusedBy: 'second' | 'day'): number {
    if (refusedBy === 'second') return 1;
    const oldest = Math.min(...this.hours.keys());
    return Math.max(1, Math.ceil(((oldest + DAY_HOURS) * HOUR_MS - this.now()) / SECOND_MS));
  }
}
