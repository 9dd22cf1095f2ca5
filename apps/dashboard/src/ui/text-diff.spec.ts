import { describe, expect, it } from 'vitest';
import { diffLines } from './text-diff.js';

describe('diffLines', () => {
  it('keeps what both have and marks the rest in order', () => {
    expect(diffLines('a\nb\nc', 'a\nx\nc\nd')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: 'b' },
      { kind: 'added', text: 'x' },
      { kind: 'same', text: 'c' },
      { kind: 'added', text: 'd' },
    ]);
  });

  it('gives both texts back', () => {
    const lines = diffLines('one\ntwo\nthree', 'two\nthree\nfour');
    const without = (kind: string): string =>
      lines.flatMap((line) => (line.kind === kind ? [] : [line.text])).join('\n');
    expect(without('added')).toBe('one\ntwo\nthree');
    expect(without('removed')).toBe('two\nthree\nfour');
  });

  it('takes nothing away from a text that was empty', () => {
    expect(diffLines('', 'new')).toEqual([{ kind: 'added', text: 'new' }]);
  });
});
