import { describe, expect, it } from 'vitest';
import { storable } from './storable.js';

describe('storable', () => {
  it('takes out what Postgres refuses, at any depth, and nothing else', () => {
    const at = new Date();
    const value = { text: 'a\0b \ud800 é😀', list: ['\0', 1, null], at, none: undefined };

    expect(storable(value)).toEqual({
      text: 'ab \ufffd é😀',
      list: ['', 1, null],
      at,
      none: undefined,
    });
  });
});
