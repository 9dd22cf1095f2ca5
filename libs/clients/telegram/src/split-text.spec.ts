import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText } from './split-text.js';

const words = fc
  .array(
    fc.constantFrom('Blue', 'mug', 'costs $24.', 'Sold out!', '猫。', '🧶', '\n', '\n\n', 'ça'),
    {
      maxLength: 120,
    },
  )
  .map((list) => list.join(' '));
const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string(), words);
const limit = fc.integer({ min: 2, max: 90 });
const bare = (text: string): string => text.replaceAll(/\s+/g, '');

describe('splitText', () => {
  it('keeps every part within the limit, none of them blank', () => {
    fc.assert(
      fc.property(anyText, limit, (text, max) => {
        for (const part of splitText(text, max)) {
          expect(part.length).toBeLessThanOrEqual(max);
          expect(part.trim()).toBe(part);
          expect(part).not.toBe('');
        }
      }),
    );
  });

  it('loses and moves nothing but white space at the cuts', () => {
    fc.assert(
      fc.property(anyText, limit, (text, max) => {
        expect(bare(splitText(text, max).join(''))).toBe(bare(text));
      }),
    );
  });

  it('never tears a surrogate pair', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 5, maxLength: 300 }),
        limit,
        (text, max) => {
          for (const part of splitText(text, max)) expect(part.isWellFormed()).toBe(true);
        },
      ),
    );
  });

  it('never tears a word that fits into one message', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 12, max: 50 }),
        (list, max) => {
          const parts = splitText(list.join(' '), max);
          expect(parts.flatMap((part) => part.split(' '))).toEqual(list);
        },
      ),
    );
  });

  it('leaves a text of exactly the limit whole', () => {
    expect(splitText('x'.repeat(4096))).toEqual(['x'.repeat(4096)]);
    expect(splitText('x'.repeat(4097))).toEqual(['x'.repeat(4096), 'x']);
  });

  it('cuts after a sentence rather than in the middle of one', () => {
    expect(splitText('The mug is blue. It costs $24.99 today.', 30)).toEqual([
      'The mug is blue.',
      'It costs $24.99 today.',
    ]);
  });

  it('does not take the point of a price for the end of a sentence', () => {
    expect(splitText('It costs 24.99 or more', 12)).toEqual(['It costs', '24.99 or', 'more']);
  });

  it('prefers the gap between paragraphs', () => {
    expect(splitText('First one. Still first.\n\nSecond one. End.', 36)).toEqual([
      'First one. Still first.',
      'Second one. End.',
    ]);
  });

  it('makes no message of blank text', () => {
    expect(splitText(' \n ')).toEqual([]);
  });
});
