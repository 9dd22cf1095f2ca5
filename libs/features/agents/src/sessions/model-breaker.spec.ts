import { describe, expect, it } from 'vitest';
import { ModelBreaker } from './model-breaker.js';

function aBreaker(): { breaker: ModelBreaker; pass: (ms: number) => void } {
  let now = 0;
  const limits = { failuresToOpen: 3, firstWaitMs: 1_000, maxWaitMs: 4_000 };
  const breaker = new ModelBreaker(
    limits,
    () => now,
    () => 0,
  );
  return { breaker, pass: (ms) => (now += ms) };
}

describe('the breaker of the model', () => {
  it('lets everybody through until the model has failed three times in a row', () => {
    const { breaker } = aBreaker();
    breaker.failed();
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    breaker.failed();
    expect(breaker.enter()).toBe(0);
    breaker.failed();
    expect(breaker.enter()).toBeGreaterThan(0);
  });

  it('lets one run try for all after the wait, and everybody after its success', () => {
    const { breaker, pass } = aBreaker();
    for (let k = 0; k < 3; k += 1) breaker.failed();
    pass(1_001);
    expect(breaker.enter()).toBe(0);
    expect(breaker.enter()).toBeGreaterThan(0);
    breaker.succeeded();
    expect([breaker.enter(), breaker.enter()]).toEqual([0, 0]);
  });

  it('waits longer after each failed try, never longer than its limit, whatever the API asks for', () => {
    const { breaker, pass } = aBreaker();
    for (let k = 0; k < 3; k += 1) breaker.failed();
    const waits = [1, 2, 3, 4].map(() => {
      const wait = breaker.enter();
      pass(wait + 1);
      expect(breaker.enter()).toBe(0);
      breaker.failed(3_600_000);
      return wait;
    });
    expect(Math.max(...waits)).toBeLessThanOrEqual(4_002);
    expect(waits[0]).toBeLessThan(waits[3] ?? 0);
  });

  it('gives the try to the next one when its run came to nothing for another reason', () => {
    const { breaker, pass } = aBreaker();
    for (let k = 0; k < 3; k += 1) breaker.failed();
    pass(1_001);
    expect(breaker.enter()).toBe(0);
    breaker.withdrawn();
    expect(breaker.enter()).toBe(0);
  });
});
