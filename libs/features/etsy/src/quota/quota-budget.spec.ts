import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_WAIT_MS, ProcessBudget, spacingMs, usableToday } from './quota-budget.js';

const priority = fc.constantFrom('live' as const, 'interactive' as const, 'background' as const);

describe('the budget of a process', () => {
  it('never lets more than the limit leave within any second', () => {
    const asks = fc.array(fc.record({ priority, pauseMs: fc.integer({ min: 0, max: 700 }) }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 10 }), (given, perSecond) => {
        const budget = new ProcessBudget(perSecond, 10_000);
        let nowMs = 1_000_000_000_000;
        const left: number[] = [];
        for (const ask of given) {
          nowMs += ask.pauseMs;
          const said = budget.ask(ask.priority, nowMs);
          if (!said.granted) {
            expect(said.retryAfterMs).toBeGreaterThan(0);
            continue;
          }
          expect(said.waitMs).toBeLessThanOrEqual(MAX_WAIT_MS[ask.priority]);
          left.push(nowMs + said.waitMs);
        }
        for (const at of left) {
          const within = left.filter((other) => other >= at && other < at + 1_000).length;
          expect(within).toBeLessThanOrEqual(perSecond);
        }
      }),
    );
  });

  it('keeps the reserve of the day for those whom a person waits for', () => {
    const asks = fc.array(priority, { minLength: 300, maxLength: 400 });
    fc.assert(
      fc.property(asks, (given) => {
        const budget = new ProcessBudget(1_000, 100);
        let nowMs = 1_000_000_000_000;
        const used = { live: 0, interactive: 0, background: 0 };
        for (const one of given) {
          nowMs += 10;
          if (budget.ask(one, nowMs).granted) used[one] += 1;
        }
        const all = used.live + used.interactive + used.background;
        expect(all).toBeLessThanOrEqual(100);
        expect(used.background).toBeLessThanOrEqual(80);
        expect(used.background + used.interactive).toBeLessThanOrEqual(90);
      }),
    );
  });

  it('gives the day back when it has passed', () => {
    const budget = new ProcessBudget(1_000, 10);
    const start = 1_000_000_000_000;
    for (let k = 0; k < 20; k += 1) budget.ask('live', start + k * 10);
    expect(budget.ask('live', start + 1_000).granted).toBe(false);
    expect(budget.ask('live', start + 25 * 3_600_000).granted).toBe(true);
  });

  it('uses at least 95 % of the pace that is allowed', () => {
    for (const perSecond of [1, 5, 10, 150]) {
      expect(1_000 / spacingMs(perSecond)).toBeGreaterThanOrEqual(perSecond * 0.95);
    }
  });

  it('leaves background work nothing of the last fifth', () => {
    expect(usableToday('background', 5_000, 1_000)).toBe(0);
    expect(usableToday('interactive', 5_000, 1_000)).toBe(500);
    expect(usableToday('live', 5_000, 1_000)).toBe(1_000);
  });
});
