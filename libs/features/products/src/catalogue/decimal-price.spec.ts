import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalPrice, minorPrice } from './decimal-price.js';

describe('prices', () => {
  it.each([
    [2499, 'USD', '24.99'],
    [5, 'EUR', '0.05'],
    [2499, 'JPY', '2499'],
    [1234, 'KWD', '1.234'],
    [100, 'XYZ?', '1.00'],
  ])('%i minor units of %s are %s', (minor, currency, text) => {
    expect(decimalPrice(minor, currency)).toBe(text);
  });

  it('come back from their decimal form unchanged', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'HUF'),
        (minor, currency) => {
          expect(minorPrice(Number(decimalPrice(minor, currency)), currency)).toBe(minor);
        },
      ),
    );
  });
});
