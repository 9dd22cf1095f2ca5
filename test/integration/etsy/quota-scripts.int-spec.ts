/** The governor's scripts in a time of the test's own: whatever comes when, no limit is broken and no reserve touched. */
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EtsyPriority } from '#clients/etsy';
import {
  LIVE_SHARE,
  MAX_WAIT_MS,
  RESERVED_SHARE,
  usableToday,
  WINDOW_MS,
} from '../../../libs/features/etsy/src/quota/quota-budget.js';
import {
  ASK,
  LEARN,
  LEAVE,
  quotaKeys,
} from '../../../libs/features/etsy/src/quota/quota-script.js';
import { testRedisUrl } from '../../support/servers/redis.js';

const FAIR_WINDOW_MS = 4_000;
const KEPT: Record<EtsyPriority, number> = {
  live: 0,
  interactive: LIVE_SHARE,
  background: RESERVED_SHARE,
};

interface Arrival {
  afterMs: number;
  priority: EtsyPriority;
  shop: string;
  /** So late its process asks to leave. */
  lateMs: number;
}

interface Limits {
  perSecond: number;
  perDay: number;
}

const arrivals = fc.array(
  fc.record<Arrival>({
    afterMs: fc.oneof(fc.constant(0), fc.nat(300)),
    priority: fc.constantFrom('live', 'interactive', 'background'),
    shop: fc.constantFrom('a', 'b', 'c'),
    lateMs: fc.oneof(fc.constant(0), fc.nat(200)),
  }),
  { minLength: 1, maxLength: 60 },
);
const limits = fc.record<Limits>({ perSecond: fc.integer({ min: 1, max: 8 }), perDay: fc.nat(60) });

/** One may go to hear from Etsy what is left when by our own count nothing is; the others have their part of the day. */
function mayGo(priority: EtsyPriority, perDay: number, granted: number): void {
  const isProbe = granted >= perDay && priority !== 'background';
  expect(isProbe || usableToday(priority, perDay, perDay - granted) > 0).toBe(true);
}

describe("the governor's scripts", () => {
  let redis: Redis;
  beforeAll(() => {
    redis = new Redis(testRedisUrl());
  });
  afterAll(() => redis.disconnect());

  /** As the server would run it at that time. */
  async function at(nowMs: number, script: string, args: (string | number)[]): Promise<unknown[]> {
    const clock = `{ math.floor(ARGV[#ARGV] / 1000), (ARGV[#ARGV] % 1000) * 1000 }`;
    const timed = script.replace(`redis.call('TIME')`, clock);
    expect(timed).not.toBe(script);
    const keys = quotaKeys('test');
    const answer = await redis.eval(timed, keys.length, ...keys, ...args, nowMs);
    return Array.isArray(answer) ? answer : [answer];
  }

  /** Plays all of it in order of time; answers when requests left, and how each was told no. */
  async function play(list: readonly Arrival[], { perSecond, perDay }: Limits) {
    await redis.flushdb();
    const start = 1_700_000_000_000;
    await at(start, LEARN, [perSecond, perDay, perDay, '', '']);
    let clock = start;
    const queue = list.map((one) => ({ at: (clock += one.afterMs), one, asked: false }));
    const left: number[] = [];
    const refused: { reason: unknown; retryMs: number }[] = [];
    let granted = 0;
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { one } = next;
      if (next.asked) {
        const [waitMs] = await at(next.at, LEAVE, [5, WINDOW_MS]);
        if (waitMs === 0) left.push(next.at);
        else queue.push({ ...next, at: next.at + Number(waitMs) });
      } else {
        const said = await at(next.at, ASK, [
          one.shop,
          MAX_WAIT_MS[one.priority],
          KEPT[one.priority],
          one.priority === 'background' ? 1 : 0,
          5,
          5_000,
          WINDOW_MS,
          FAIR_WINDOW_MS,
        ]);
        if (said[0] === 1) {
          mayGo(one.priority, perDay, granted);
          granted += 1;
          expect(Number(said[1])).toBeLessThanOrEqual(MAX_WAIT_MS[one.priority]);
          queue.push({ at: next.at + Number(said[1]) + one.lateMs, one, asked: true });
        } else refused.push({ reason: said[1], retryMs: Number(said[2]) });
      }
      queue.sort((a, b) => a.at - b.at);
    }
    return { left, refused, granted };
  }

  it('let in no window more leave than a second allows, and nobody into a reserve that is not theirs', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, limits, async (list, limit) => {
        const { left, refused, granted } = await play(list, limit);
        expect(left).toHaveLength(granted);
        expect(granted).toBeLessThanOrEqual(limit.perDay + 1);
        for (const [k, time] of left.entries()) {
          const before = left[k - limit.perSecond];
          if (before !== undefined) expect(time - before).toBeGreaterThanOrEqual(WINDOW_MS);
        }
        for (const { reason, retryMs } of refused) {
          expect(['second', 'day', 'turn']).toContain(reason);
          expect(retryMs).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('use a second up when there is always somebody who asks', async () => {
    const steady: Arrival[] = Array.from({ length: 200 }, () => ({
      afterMs: 40,
      priority: 'background',
      shop: 'a',
      lateMs: 0,
    }));
    const { left } = await play(steady, { perSecond: 5, perDay: 5_000 });
    const spanMs = (left.at(-1) ?? 0) - (left[0] ?? 0);
    expect((left.length - 1) / (spanMs / 1_000) / 5).toBeGreaterThan(0.95);
  });
});
