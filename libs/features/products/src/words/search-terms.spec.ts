import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotedLexeme, searchTerms } from './search-terms.js';

describe('search terms', () => {
  it('splits words and keeps what may be a SKU as it was typed', () => {
    expect(searchTerms('Blue MUG-BLU-01')).toEqual([
      { words: ['blue'], verbatim: null },
      { words: ['mug', 'blu', '01'], verbatim: 'mug-blu-01' },
    ]);
  });

  it('drops quotes and marks at the ends', () => {
    expect(searchTerms('"mug"? (blue),')).toEqual([
      { words: ['mug'], verbatim: null },
      { words: ['blue'], verbatim: null },
    ]);
  });

  it('finds nothing to look for in marks alone', () => {
    expect(searchTerms(' ?! -- && | ')).toEqual([]);
  });

  it('never lets a query operator through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        for (const { words } of searchTerms(text)) {
          for (const word of words) expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
        }
      }),
    );
  });

  it('quotes a lexeme so that quotes and backslashes stay inside', () => {
    expect(quotedLexeme(`o'b\\x`)).toBe(`'o''b\\\\x'`);
  });
});
