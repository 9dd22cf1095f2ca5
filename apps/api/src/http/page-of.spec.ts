import { describe, expect, it } from 'vitest';
import { byId, pageOf } from './page-of.js';

const rows = ['a', 'b', 'c'].map((id) => ({ id }));

describe('a page', () => {
  it('leads to the next one when more was read than fits', () => {
    expect(pageOf(rows, 2, byId)).toEqual({ page: [{ id: 'a' }, { id: 'b' }], next: 'b' });
  });

  it('is the last one when it is just full, not full, or empty', () => {
    expect(pageOf(rows, 3, byId)).toEqual({ page: rows, next: null });
    expect(pageOf(rows, 4, byId)).toEqual({ page: rows, next: null });
    expect(pageOf([], 4, byId)).toEqual({ page: [], next: null });
  });
});
