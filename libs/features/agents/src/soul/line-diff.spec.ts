import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDiff } from './line-diff.js';

const texts = fc
  .array(fc.constantFrom('Be kind.', 'Be brief.', 'Say hello.', ''), { maxLength: 12 })
  .map((lines) => lines.join('\n'));
const side = (before: string, after: string, other: 'added' | 'removed'): string =>
  lineDiff(before, after)
    .filter(({ change }) => change !== other)
    .map(({ text }) => text)
    .join('\n');

describe('the difference of two texts', () => {
  it('tells what was taken out and what came in its place', () => {
    expect(lineDiff('Be kind.\nBe brief.\nBye.', 'Be kind.\nBe long.\nBye.')).toEqual([
      { change: 'same', text: 'Be kind.' },
      { change: 'removed', text: 'Be brief.' },
      { change: 'added', text: 'Be long.' },
      { change: 'same', text: 'Bye.' },
    ]);
  });

  it('holds both texts whole', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        expect(side(before, after, 'added')).toBe(before);
        expect(side(before, after, 'removed')).toBe(after);
      }),
    );
  });

  it('keeps every line of a text that has not changed', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(lineDiff(text, text).every(({ change }) => change === 'same')).toBe(true);
      }),
    );
  });

  it('replaces texts that are too long to be compared', () => {
    const long = (word: string): string =>
      Array.from({ length: 2_500 }, (_, i) => `${word} ${i}`).join('\n');
    expect(lineDiff(long('old'), long('new'))).toHaveLength(5_000);
  });
});
