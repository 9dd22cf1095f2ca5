import { describe, expect, it } from 'vitest';
import { shapeFault, VALUES_MAX } from './plain-shape.js';

describe('shapeFault', () => {
  it.each([[null], [undefined], ['text'], [{ a: [1, 'é😀', { b: null }], c: true }]])(
    'finds nothing in %j',
    (value) => {
      expect(shapeFault(value)).toBeNull();
    },
  );

  it.each([['\ud800'], ['x\udc00y'], [{ a: [{ b: '\ud83d' }] }], [{ 'a\ud83d': 1 }]])(
    'finds text that cannot be kept in %j',
    (value) => {
      expect(shapeFault(value)).toBe('unstorable_text');
    },
  );

  it.each([
    ['a list', Array.from({ length: VALUES_MAX }, () => 1)],
    ['lists in a list', Array.from({ length: 20 }, () => Array.from({ length: 60 }, () => ({})))],
    ['fields', Object.fromEntries(Array.from({ length: VALUES_MAX }, (_, at) => [`k${at}`, 1]))],
  ])('finds too many values in %s', (_, value) => {
    expect(shapeFault(value)).toBe('too_many_values');
  });
});
