import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { QuotaGovernor } from '#features/etsy';
import { toAppError } from '#platform/errors';
import type { EtsyPriority } from '#clients/etsy';
import { startOwnRedis, type OwnRedis } from '../../support/servers/redis.js';
import { eventually } from '../../support/eventually.js';
import { startWorkshop, type EtsyWorkshop } from './support/etsy-workshop.js';

describe('the budget of requests', () => {
  let redis: OwnRedis;
  let workshop: EtsyWorkshop;

  beforeAll(async () => {
    redis = await startOwnRedis();
    workshop = await startWorkshop({ redisUrl: redis.url });
  });
  afterAll(async () => {
    await workshop.close();
    await redis.close();
  });
  // An empty Redis knows nothing.
  afterEach(async () => {
    await redis.stop();
    await redis.start();
    await eventually('Redis again', async () => (await workshop.get(QuotaGovernor).state()).shared);
  });

  const ticket = (priority: EtsyPriority, subject = 'shop') => ({
    operation: 'getListing',
    cost: 1,
    priority,
    subject,
  });

  async function ask(
    governor: QuotaGovernor,
    priority: EtsyPriority,
    subject?: string,
  ): Promise<string> {
    try {
      await governor.beforeRequest(ticket(priority, subject));
      return 'granted';
    } catch (error) {
      const { code, kind, retryAfterMs } = toAppError(error);
      expect(kind).toBe('rate_limited');
      expect(retryAfterMs).toBeGreaterThan(0);
      return code;
    }
  }

  function told(
    governor: QuotaGovernor,
    o: { perSecond?: number; perDay?: number; left?: number },
  ): void {
    governor.onQuota({
      perSecondLimit: o.perSecond ?? 1_000,
      remainingThisSecond: null,
      perDayLimit: o.perDay ?? 5_000,
      remainingToday: o.left ?? null,
      refusedBy: null,
      retryAfterMs: null,
    });
  }

  it('is one for all processes, and never lets more than the limit leave in a second', async () => {
    const governors = [workshop.get(QuotaGovernor), (await workshop.another()).get(QuotaGovernor)];
    told(governors[0] ?? workshop.get(QuotaGovernor), { perSecond: 20 });
    await eventually('learned', async () => (await governors[1]?.state())?.perSecond === 20);
    const began = Date.now();
    let granted = 0;
    const loop = async (governor: QuotaGovernor | undefined): Promise<void> => {
      while (governor && Date.now() < began + 3_000) {
        if ((await ask(governor, 'background')) === 'granted') granted += 1;
      }
    };
    await Promise.all([...governors, ...governors].map(loop));
    // What leaves at the end was allowed to queue 0.6 s before.
    const seconds = (Date.now() - began) / 1_000;
    expect(granted).toBeLessThanOrEqual(20 * (seconds + 0.6) + 1);
    expect(granted).toBeGreaterThan(20);
  });

  it('keeps the reserve for those whom a person waits for', async () => {
    const governor = workshop.get(QuotaGovernor);
    told(governor, { perDay: 1_000, left: 201 });
    await eventually('learned', async () => (await governor.state()).remainingToday === 201);
    expect(await ask(governor, 'background')).toBe('granted');
    expect(await ask(governor, 'background')).toBe('etsy.quota_day');
    expect(await ask(governor, 'interactive')).toBe('granted');
    expect(await ask(governor, 'live')).toBe('granted');
    told(governor, { perDay: 1_000, left: 100 });
    await eventually('learned', async () => (await governor.state()).remainingToday <= 100);
    expect(await ask(governor, 'interactive')).toBe('etsy.quota_day');
    expect(await ask(governor, 'live')).toBe('granted');
  });

  it('shares a short second equally between shops', async () => {
    const governor = workshop.get(QuotaGovernor);
    told(governor, { perSecond: 10 });
    await eventually('learned', async () => (await governor.state()).perSecond === 10);
    const granted = new Map<string, number>();
    const until = Date.now() + 6_000;
    const shop = async (name: string): Promise<void> => {
      while (Date.now() < until) {
        if ((await ask(governor, 'background', name)) === 'granted') {
          granted.set(name, (granted.get(name) ?? 0) + 1);
        } else await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    // One asks from many jobs at once, the others from one each.
    const greedy = Array.from({ length: 12 }, () => shop('greedy'));
    await Promise.all([...greedy, shop('a'), shop('b'), shop('c')]);
    const others = ['a', 'b', 'c'].map((name) => granted.get(name) ?? 0);
    expect(Math.min(...others)).toBeGreaterThan(4);
    expect(granted.get('greedy') ?? 0).toBeLessThan(others.reduce((sum, n) => sum + n, 0) * 2);
  }, 20_000);

  it('falls back to a small budget of each process without Redis, and comes back', async () => {
    const governor = workshop.get(QuotaGovernor);
    await redis.stop();
    expect(await ask(governor, 'live')).toBe('granted');
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => ask(governor, 'background')),
    );
    expect(outcomes.filter((one) => one === 'granted').length).toBeLessThanOrEqual(2);
    expect(await governor.state()).toMatchObject({ shared: false });
    await redis.start();
    await eventually('shared again', async () => (await governor.state()).shared);
  });
});
