import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceOf, UsageLedger, type ModelUsage, type TokenCounts } from './model-usage.js';

const NONE: TokenCounts = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};
const tokens = fc.record({
  inputTokens: fc.nat(1_000_000),
  outputTokens: fc.nat(1_000_000),
  cacheReadTokens: fc.nat(1_000_000),
  cacheWriteTokens: fc.nat(1_000_000),
});

describe('priceOf', () => {
  it('charges what the CLI itself reports for a measured turn', () => {
    const measured = { ...NONE, inputTokens: 20, outputTokens: 24, cacheReadTokens: 576 };
    expect(priceOf('claude-sonnet-5-5', measured)).toBe(338);
  });

  it.each([
    ['claude-opus-5-5', 24],
    ['claude-opus-5', 30],
    ['claude-opus-5-20260724', 30],
    ['claude-haiku-5-5', 0.6],
    ['claude-haiku-4-5-20251001', 6],
  ])('prices %s by its name', (model, dollars) => {
    const one = { ...NONE, inputTokens: 50_000, outputTokens: 50_000 };
    expect(priceOf(model, one)).toBe(dollars * 50_000);
  });

  it('prices a long prompt of Haiku 5.5 at its higher rate', () => {
    expect(priceOf('claude-haiku-5-5', { ...NONE, cacheReadTokens: 100_001 })).toBe(
      Math.ceil(100_001 * 0.05),
    );
  });

  it('never charges less for a model that nobody priced', () => {
    fc.assert(
      fc.property(tokens, (counts) => {
        for (const model of ['claude-opus-5-5', 'claude-sonnet-5', 'claude-haiku-5-5']) {
          expect(priceOf('llama-9', counts)).toBeGreaterThanOrEqual(priceOf(model, counts));
        }
      }),
    );
  });

  it('is a whole number that never falls when tokens are added', () => {
    fc.assert(
      fc.property(tokens, fc.nat(1000), (counts, more) => {
        const price = priceOf('claude-sonnet-5-5', counts);
        const dearer = { ...counts, outputTokens: counts.outputTokens + more };
        expect(Number.isSafeInteger(price)).toBe(true);
        expect(priceOf('claude-sonnet-5-5', dearer)).toBeGreaterThanOrEqual(price);
      }),
    );
  });
});

describe('UsageLedger', () => {
  const reading = (requestId: string, outputTokens: number): ModelUsage => ({
    ...NONE,
    requestId,
    outputTokens,
    model: 'm',
    phase: 'start',
    complete: true,
    costMicros: outputTokens * 10,
  });

  it('counts each request once, by its latest reading, and starts anew when taken', () => {
    const ledger = new UsageLedger();
    ledger.record(reading('a', 1));
    ledger.record(reading('a', 12));
    ledger.record(reading('b', 5));
    expect(ledger.take()).toMatchObject({ requests: 2, outputTokens: 17, costMicros: 170 });
    expect(ledger.take()).toMatchObject({ requests: 0, costMicros: 0 });
  });
});
