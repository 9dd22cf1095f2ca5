/** Tells the language of a message by its frequent words; short ones keep the language of the talk. */
import { fold, wordsOf } from './fold-text.js';
import { ENGLISH, LANGUAGES } from './languages/all-languages.js';
import type { LanguagePack } from './language-pack.js';

const markerSets = new Map(
  LANGUAGES.map((pack) => [pack.id, new Set(fold(pack.markers).split(/\s+/))]),
);

/** The language of the newest messages, else of the ones before, else English. */
export function detectLanguage(newest: string[], earlier: string[]): LanguagePack {
  for (const text of [newest.join(' '), ...earlier.toReversed()]) {
    const best = bestMatch(text);
    if (best !== undefined) return best;
  }
  return ENGLISH;
}

/** The best language of a text; undefined when no word tells or two languages tell the same. */
function bestMatch(text: string): LanguagePack | undefined {
  const words = wordsOf(fold(text)).flatMap((word) => [word, ...word.split("'")]);
  const scored = LANGUAGES.map((pack) => ({
    pack,
    score: words.filter((word) => markerSets.get(pack.id)?.has(word)).length,
  })).toSorted((a, b) => b.score - a.score);
  const [first, second] = scored;
  if (first === undefined || first.score === 0) return undefined;
  return first.score === second?.score ? undefined : first.pack;
}
