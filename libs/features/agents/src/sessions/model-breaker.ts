/**
 * Whether it is worth asking the model at all, per process. After a few failures in a row of the model's side nobody
 * asks any more but one run now and then, which tries for all (half-open); its success lets everybody through again.
 */

export interface BreakerLimits {
  /** Failures in a row that open it. */
  failuresToOpen: number;
  /** First wait before a probe; doubles with each failed one. */
  firstWaitMs: number;
  maxWaitMs: number;
}

export const BREAKER_LIMITS: BreakerLimits = {
  failuresToOpen: 3,
  firstWaitMs: 2_000,
  maxWaitMs: 30_000,
};

/** Waiting conversations come back spread over this share of the wait, not all at once. */
const SPREAD_SHARE = 0.25;

export class ModelBreaker {
  private failures = 0;
  private waitMs = 0;
  private opensAt = 0;
  private probing = false;

  /** @param now milliseconds; monotonic is best */
  constructor(
    private readonly limits: BreakerLimits = BREAKER_LIMITS,
    private readonly now: () => number = () => performance.now(),
    private readonly random: () => number = Math.random,
  ) {}

  /**
   * Asks for leave to run. Whoever is let through must report with {@link succeeded}, {@link failed} or
   * {@link withdrawn}.
   *
   * @returns 0: go on; otherwise how long to wait before asking again, ms
   */
  enter(): number {
    if (!this.isOpen) return 0;
    const leftMs = this.opensAt - this.now();
    if (leftMs <= 0 && !this.probing) {
      this.probing = true;
      return 0;
    }
    const baseMs = Math.max(leftMs, this.probing ? this.limits.firstWaitMs : 0);
    return Math.ceil(baseMs + this.waitMs * SPREAD_SHARE * this.random()) + 1;
  }

  /** The model answered. */
  succeeded(): void {
    this.failures = 0;
    this.waitMs = 0;
    this.probing = false;
  }

  /** The model's side is down or refuses load. @param retryAfterMs how long it asked to be left alone */
  failed(retryAfterMs = 0): void {
    this.failures += 1;
    this.probing = false;
    if (!this.isOpen) return;
    const { firstWaitMs, maxWaitMs } = this.limits;
    this.waitMs = Math.min(maxWaitMs, this.waitMs === 0 ? firstWaitMs : this.waitMs * 2);
    this.opensAt = this.now() + Math.min(Math.max(this.waitMs, retryAfterMs), maxWaitMs);
  }

  /** The run came to nothing for a reason that says nothing about the model. */
  withdrawn(): void {
    this.probing = false;
  }

  get isOpen(): boolean {
    return this.failures >= this.limits.failuresToOpen;
  }
}
