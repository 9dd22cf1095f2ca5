import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WordReading } from '../words/word-reading.js';
import { groupOf, isUnknown, tsqueryText, type TextQuery } from './text-query.js';
import { exactMatches, fewestMatches, likelyMatches, mostMatches } from './word-counts.js';

const WORDS = ['mug', 'ceramic', 'blue', 'gift'];

/** Listings as sets of words, and a search for some of them, one group each. */
const shops = fc.record({
  listings: fc.array(fc.uniqueArray(fc.constantFrom(...WORDS)), { minLength: 1, maxLength: 60 }),
  groups: fc.array(fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 3,
  }),
});

describe('how many listings a search can match', () => {
  it('is between the fewest and the most, and exact where it says so', () => {
    fc.assert(
      fc.property(shops, ({ listings, groups }) => {
        const count = (word: string): number =>
          listings.filter((words) => words.includes(word)).length;
        const part = (word: string) => ({
          lexeme: word,
          open: false,
          code: false,
          counts: { title: 0, headline: 0, listings: count(word) },
        });
        const text: TextQuery = {
          join: 'and',
          groups: groups.map((group) => group.map((word) => [part(word)])),
        };
        const matches = listings.filter((words) =>
          groups.every((group) => group.some((word) => words.includes(word))),
        ).length;
        const all = listings.length;
        expect(mostMatches(text, 'listings', all)).toBeGreaterThanOrEqual(matches);
        expect(fewestMatches(text, 'listings', all)).toBeLessThanOrEqual(matches);
        expect(likelyMatches(text, 'listings', all)).toBeLessThanOrEqual(all);
        const exact = exactMatches(text, 'listings');
        if (exact !== null) expect(exact).toBe(matches);
      }),
    );
  });
});

describe('a term as a group', () => {
  const counts = { title: 1, headline: 1, listings: 1 };
  const reading = (stem: string, ...known: string[]): WordReading => ({
    stems: [stem],
    known: known.map((word) => ({ word, ...counts })),
    noted: true,
  });
  const textOf = (words: string[], readings: WordReading[], typing: boolean): string => {
    const group = groupOf({ words, verbatim: null }, readings, typing);
    return group ? tsqueryText({ join: 'and', groups: [group] }) : '';
  };

  it('spells out the beginning of a word, and leaves one that nobody uses to the index', () => {
    expect(textOf(['cer'], [reading('cer', 'ceram', 'cereal')], true)).toBe(`('ceram' | 'cereal')`);
    expect(textOf(['cer'], [reading('cer', 'ceram')], false)).toBe(`('cer')`);
    expect(textOf(['sku'], [reading('sku')], true)).toBe(`('sku':*)`);
  });

  it('joins the parts of a word, and leaves out what is too common', () => {
    const gone: WordReading = { stems: [], known: [], noted: false };
    expect(textOf(['mother', 's'], [reading('mother', 'mother'), gone], true)).toBe(`('mother')`);
    expect(textOf(['the'], [gone], true)).toBe('');
  });

  it('marks words of the title, but no codes', () => {
    const group = groupOf({ words: ['mug'], verbatim: 'mug-1' }, [reading('mug', 'mug')], false);
    expect(group && tsqueryText({ join: 'and', groups: [group] }, true)).toBe(`('=mug' | 'mug-1')`);
  });

  it('knows a word that nobody uses from one that is not finished', () => {
    expect(isUnknown([reading('cer', 'ceram')], true)).toBe(false);
    expect(isUnknown([reading('cer', 'ceram')], false)).toBe(true);
    expect(isUnknown([{ stems: ['40cm'], known: [], noted: false }], false)).toBe(false);
  });
});
