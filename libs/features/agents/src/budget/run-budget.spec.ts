import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideBudget, isWarningDue, limitsOf } from './run-budget.js';

const plans = fc.constantFrom('free' as const, 'pro' as const);

describe('the budget of a month', () => {
  it('is overspent by at most one run, whatever the order of starts and ends', () => {
    fc.assert(
      fc.property(
        plans,
        fc.integer({ min: 0, max: 100 }),
        fc.array(
          fc.record({ starts: fc.boolean(), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
          {
            maxLength: 200,
          },
        ),
        (plan, percent, steps) => {
          const limits = limitsOf(plan);
          let spent = Math.floor((limits.monthMicros * percent) / 100);
          const open: number[] = [];
          for (const step of steps) {
            const reserved = open.reduce((sum, micros) => sum + micros, 0);
            if (step.starts) {
              const verdict = decideBudget({
                plan,
                monthSpentMicros: spent,
                monthReservedMicros: reserved,
                conversationDayMicros: 0,
              });
              if (verdict.kind === 'granted') open.push(verdict.reserveMicros);
            } else {
              spent += Math.floor((open.pop() ?? 0) * step.share);
            }
          }
          const worst = open.reduce((sum, micros) => sum + micros, spent);
          expect(worst).toBeLessThan(limits.monthMicros + limits.runMicros);
        },
      ),
    );
  });

  it('lets 50 runs at 99 % overspend by at most one', () => {
    const limits = limitsOf('free');
    let reserved = 0;
    const verdicts = Array.from({ length: 50 }, () => {
      const verdict = decideBudget({
        plan: 'free',
        monthSpentMicros: limits.monthMicros * 0.99,
        monthReservedMicros: reserved,
        conversationDayMicros: 0,
      });
      if (verdict.kind === 'granted') reserved += verdict.reserveMicros;
      return verdict.kind;
    });
    expect(verdicts.filter((kind) => kind === 'granted')).toHaveLength(1);
    expect(verdicts.filter((kind) => kind === 'busy')).toHaveLength(49);
  });

  it('refuses for good only what is spent, not what is set aside', () => {
    const { monthMicros, conversationDayMicros } = limitsOf('pro');
    const fresh = { plan: 'pro' as const, monthReservedMicros: 0, conversationDayMicros: 0 };
    expect(decideBudget({ ...fresh, monthSpentMicros: monthMicros })).toEqual({
      kind: 'refused',
      limit: 'month',
    });
    expect(decideBudget({ ...fresh, monthSpentMicros: 0, conversationDayMicros })).toEqual({
      kind: 'refused',
      limit: 'conversation_day',
    });
    expect(
      decideBudget({ ...fresh, monthSpentMicros: 0, monthReservedMicros: monthMicros }).kind,
    ).toBe('busy');
  });

  it('warns from 80 % on', () => {
    expect(isWarningDue('free', 7_999_999)).toBe(false);
    expect(isWarningDue('free', 8_000_000)).toBe(true);
  });
});
