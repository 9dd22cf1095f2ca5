import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalWindows, slideWindow } from './index.js';

const steps = fc.array(fc.nat(40), { minLength: 1, maxLength: 200 });

describe('slideWindow', () => {
  it('never admits more than the limit within any window, and admits whenever it is free', () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 100 }),
        (waits, limit, windowMs) => {
          const hits: number[] = [];
          const admitted: number[] = [];
          let now = 1000;
          for (const wait of waits) {
            now += wait;
            const inside = admitted.filter((at) => at > now - windowMs).length;
            const result = slideWindow(hits, now, limit, windowMs);
            expect(result.allowed).toBe(inside < limit);
            if (result.allowed) admitted.push(now);
            expect(result.remaining).toBe(
              limit - admitted.filter((at) => at > now - windowMs).length,
            );
          }
        },
      ),
    );
  });

  it('says truly when the next hit is free', () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 100 }),
        (waits, limit, windowMs) => {
          const hits: number[] = [];
          let now = 0;
          for (const wait of waits) {
            now += wait;
            const result = slideWindow(hits, now, limit, windowMs);
            if (result.allowed) continue;
            expect(slideWindow([...hits], now + result.resetMs - 1, limit, windowMs).allowed).toBe(
              false,
            );
            expect(slideWindow([...hits], now + result.resetMs, limit, windowMs).allowed).toBe(
              true,
            );
          }
        },
      ),
    );
  });

  it('admits nothing at a limit of 0', () => {
    expect(slideWindow([], 5, 0, 1000)).toEqual({
      allowed: false,
      limit: 0,
      remaining: 0,
      resetMs: 0,
    });
  });
});

describe('LocalWindows', () => {
  it('looks without counting', () => {
    const windows = new LocalWindows(3);
    expect(windows.peek('a', 1, 1, 1000).allowed).toBe(true);
    expect(windows.peek('a', 1, 1, 1000).allowed).toBe(true);
    windows.hit('a', 1, 1, 1000);
    expect(windows.peek('a', 2, 1, 1000)).toMatchObject({ allowed: false, remaining: 0 });
    expect(windows.peek('a', 1001, 1, 1000).allowed).toBe(true);
    expect(windows.size).toBe(1);
  });

  it('holds a bounded number of keys and forgets the longest unused', () => {
    const windows = new LocalWindows(3);
    for (const key of ['a', 'b', 'c', 'a', 'd']) windows.hit(key, 1, 1, 1000);
    expect(windows.size).toBe(3);
    expect(windows.hit('a', 2, 1, 1000).allowed).toBe(false);
    expect(windows.hit('b', 2, 1, 1000).allowed).toBe(true);
  });
});
