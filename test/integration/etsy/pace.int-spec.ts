/** The governor's scripts in virtual time: minutes of a first link in a second, with late processes and a jittery network. */
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MAX_WAIT_MS, WINDOW_MS } from '../../../libs/features/etsy/src/quota/quota-budget.js';
import { ASK, LATE, LEAVE, quotaKeys } from '../../../libs/features/etsy/src/quota/quota-script.js';
import { testRedisUrl } from '../../support/servers/redis.js';

const PER_SECOND = 5;
const SECONDS = 200;
const KEYS = quotaKeys('virtual');

/** Deterministic, so that a red run can be looked at. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** Events in order of their time. */
class Timeline {
  now = 1_800_000_000_000;
  private readonly events: { at: number; run: () => Promise<void> }[] = [];

  after(ms: number, run: () => Promise<void>): void {
    const at = this.now + ms;
    const place = this.events.findIndex((event) => event.at > at);
    this.events.splice(place === -1 ? this.events.length : place, 0, { at, run });
  }

  async until(end: number): Promise<void> {
    for (let next = this.events.shift(); next && next.at < end; next = this.events.shift()) {
      this.now = next.at;
      await next.run();
    }
  }
}

/** Etsy's rule: in no second more than the limit. */
class Etsy {
  readonly arrivals: number[] = [];
  refused = 0;
  private busyUntil = 0;

  /** @param busyMs how long it is busy with each: what comes meanwhile is counted when it is taken */
  arrive(time: Timeline, busyMs: number): void {
    const at = Math.max(time.now, this.busyUntil);
    this.busyUntil = at + busyMs;
    this.take(at);
  }

  private take(at: number): void {
    const recent = this.arrivals.filter((one) => one > at - 1_000).length;
    if (recent >= PER_SECOND) this.refused += 1;
    else this.arrivals.push(at);
  }
}

interface World {
  time: Timeline;
  etsy: Etsy;
  random: () => number;
  serveMs: number;
}

describe('the pace of a first link', () => {
  let redis: Redis;

  beforeAll(() => {
    redis = new Redis(testRedisUrl());
  });
  afterAll(() => redis.quit());
  beforeEach(() => redis.flushdb());

  /** A script as it is, but for where it takes the time from. */
  const run = async (
    script: string,
    now: number,
    args: (string | number)[],
  ): Promise<(string | number)[]> => {
    const time = '{ARGV[#ARGV - 1], ARGV[#ARGV]}';
    const clock = [Math.floor(now / 1_000), Math.round((now % 1_000) * 1_000)];
    const text = script.replace("redis.call('TIME')", time);
    const answer: unknown = await redis.eval(text, KEYS.length, ...KEYS, ...args, ...clock);
    return Array.isArray(answer) ? answer : [];
  };

  /**
   * One of a sync's readers: asks, waits, leaves, hears back, asks again.
   *
   * @param busyMs how late the process does what it is to do, now and then
   */
  function reader({ time, etsy, random, serveMs }: World, shop: string, busyMs: number): void {
    const late = (): number => 1 + (random() < 0.05 ? random() * busyMs : random());
    const depart = async (): Promise<void> => {
      const noted = time.now;
      const [wait, number = 0] = await run(LEAVE, noted, [PER_SECOND, WINDOW_MS]);
      if (Number(wait) > 0) return time.after(Number(wait) + late(), depart);
      // Noted in Redis, and only then does the process come to send it.
      const sentAfter = late();
      time.after(sentAfter, async () => {
        if (sentAfter > 4) await run(LATE, time.now, [number]);
        time.after(20 + random() * 20, async () => etsy.arrive(time, serveMs * random()));
        time.after(150 + random() * 250, ask);
      });
    };
    const ask = async (): Promise<void> => {
      const args = [shop, MAX_WAIT_MS.background, 0.2, 1, PER_SECOND, 1_000_000, WINDOW_MS, 4_000];
      const [granted, wait, retryAfter] = await run(ASK, time.now, args);
      if (granted === 1) time.after(Number(wait) + late(), depart);
      else time.after(Number(retryAfter), ask);
    };
    time.after(random() * 100, ask);
  }

  it.each([
    { what: 'one shop', shops: ['a'], busyMs: 0 },
    { what: 'an Etsy that takes one after the other', shops: ['a'], busyMs: 100, serveMs: 60 },
    { what: 'a process that is often late', shops: ['a'], busyMs: 300 },
    { what: 'three shops, one in a process that is late', shops: ['a', 'b', 'c'], busyMs: 200 },
  ])(
    'uses 95 % of what is allowed and is never refused: $what',
    async ({ shops, busyMs, serveMs = 0 }) => {
      const world = { time: new Timeline(), etsy: new Etsy(), random: randomOf(7), serveMs };
      const start = world.time.now;
      for (const [k, shop] of shops.entries()) {
        for (let n = 0; n < 3; n += 1) reader(world, shop, k === 0 ? busyMs : 0);
      }
      await world.time.until(start + SECONDS * 1_000);
      expect(world.etsy.refused).toBe(0);
      expect(world.etsy.arrivals.length / (SECONDS * PER_SECOND)).toBeGreaterThanOrEqual(0.95);
    },
  );
});
