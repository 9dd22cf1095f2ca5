import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigintAsNumber, sqlState } from './index.js';

describe('bigintAsNumber', () => {
  it('reads every whole number that a number can hold, and null', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (n) => bigintAsNumber.from(String(n)) === n));
    expect(bigintAsNumber.from(null)).toBeNull();
  });

  it('refuses to read a number wrongly', () => {
    expect(() => bigintAsNumber.from('9007199254740993')).toThrow(RangeError);
  });
});

describe('sqlState', () => {
  it('is null for what no query threw', () => {
    for (const error of [null, 'x', new Error('x'), { code: '40001' }]) {
      expect(sqlState(error)).toBeNull();
    }
  });
});
