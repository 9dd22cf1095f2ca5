import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceToStem, editDistance } from './edit-distance.js';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 8 });

describe('the distance of two words', () => {
  it.each([
    ['mgu', 'mug', 1],
    ['candel', 'candle', 1],
    ['necklase', 'necklace', 1],
    ['cermaic', 'ceramic', 1],
    ['mug', 'vase', 3],
  ])('%s and %s are %i apart', (a, b, distance) => {
    expect(editDistance(a, b, 2)).toBe(distance);
  });

  it('is the same both ways, zero for the same word only, and bounded', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b, 8);
        expect(editDistance(b, a, 8)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b, 1)).toBe(Math.min(distance, 2));
      }),
    );
  });
});

describe('the distance to a stem', () => {
  it('forgives a swap before an ending that the stem lacks', () => {
    expect(distanceToStem('cermaic', 'cermaic', 'ceram', 2)).toBeLessThanOrEqual(2);
  });

  it('does not take a word for one that only begins a little like it', () => {
    expect(distanceToStem('unicorn', 'unicorn', 'uniform', 2)).toBe(2);
    expect(distanceToStem('candle', 'candl', 'canvas', 2)).toBeGreaterThan(2);
  });
});
