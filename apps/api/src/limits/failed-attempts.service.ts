/**
 * Endpoints that take keys, signatures and secrets instead of sessions: whoever fails at one too often from one address is
 * refused before the database is asked. Who was right from that address within the last weeks passes whatever others do
 * there: a gateway, a proxy or a network may be shared.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DAY_MS, MINUTE_MS } from '#platform/clock';
import { toAppError } from '#platform/errors';
import { ExpiringFlags, SlidingWindowLimiter } from '#platform/redis';
import { addressKey } from './address-key.js';
import { rateLimited } from '../http/http.errors.js';

/** More than a program with an old key needs to notice. */
const FAILURES_PER_MINUTE = 30;
const KNOWN_FOR_MS = 30 * DAY_MS;

/** Somebody at an endpoint that asks for a credential. */
export interface Caller {
  endpoint: 'admin' | 'etsy-callback' | 'mcp' | 'telegram' | 'webhook';
  address: string;
  /** What they show, or for whom they come; only its hash is kept. */
  credential: string;
}

/** Counts failures, lets everybody else through. */
@Injectable()
export class FailedAttempts {
  constructor(
    private readonly limiter: SlidingWindowLimiter,
    private readonly flags: ExpiringFlags,
  ) {}

  /**
   * Lets a caller try, unless too many have failed at this endpoint from the same address within the last minute.
   *
   * @param isFailure which errors count; by default those of kind `unauthenticated`
   * @throws AppError `request.rate_limited` (429), or what `attempt` throws
   */
  async watch<T>(
    caller: Caller,
    attempt: () => Promise<T>,
    isFailure: (error: unknown) => boolean = isUnauthenticated,
  ): Promise<T> {
    const failures = `failed:${caller.endpoint}:${addressKey(caller.address)}`;
    const verdict = await this.limiter.peek(failures, FAILURES_PER_MINUTE, MINUTE_MS);
    if (!verdict.allowed && !(await this.flags.has(flagOf(caller)))) {
      throw rateLimited(verdict.resetMs);
    }
    try {
      const done = await attempt();
      // Nobody waits for it; it never throws.
      void this.remember(caller);
      return done;
    } catch (error) {
      if (isFailure(error)) await this.limiter.hit(failures, FAILURES_PER_MINUTE, MINUTE_MS);
      throw error;
    }
  }

  /** Remembers that a caller is right, for credentials that were just given out. */
  async remember(caller: Caller): Promise<void> {
    await this.flags.set(flagOf(caller), KNOWN_FOR_MS);
  }
}

function flagOf({ endpoint, address, credential }: Caller): string {
  const digest = createHash('sha256').update(credential).digest('base64url').slice(0, 22);
  return `${endpoint}:${addressKey(address)}:${digest}`;
}

function isUnauthenticated(error: unknown): boolean {
  return toAppError(error).kind === 'unauthenticated';
}
