/** Tells the language of a message by its frequent words; short ones keep the language of the talk. */
import { fold, wordsOf } from './fold-text.js';
import { ENGLISH, LANGUAGES } from './languages/all-languages.js';
import { knowsWord } from './search-words.js';
import type { LanguagePack } from './language-pack.js';

const MARKER_WEIGHT = 2;
const markerSets = new Map(
  LANGUAGES.map((pack) => [pack.id, new Set(fold(pack.markers).split(/\s+/))]),
);

/** The language of a name or a code: "German", "Deutsch", "de", "de-AT". */
export function languageNamed(name: string): LanguagePack | undefined {
  const wanted = fold(name);
  return LANGUAGES.find(({ id }) => {
    const names = [ENGLISH.id, id].map((speaker) =>
      new Intl.DisplayNames([speaker], { type: 'language' }).of(id),
    );
    return wanted.split('-')[0] === id || names.some((known) => fold(known ?? '') === wanted);
  });
}

/** The language of the newest messages, else of the ones before; English where nothing tells. */
export function detectLanguage(newest: string[], earlier: string[]): LanguagePack {
  const now = newest.join(' ');
  for (const text of [now, ...earlier.toReversed()]) {
    const sure = bestMatch(text, MARKER_WEIGHT);
    if (sure !== undefined) return sure;
  }
  return bestMatch(now, 1) ?? ENGLISH;
}

/** The best language of a text; undefined when no word tells or two languages tell the same. */
function bestMatch(text: string, least: number): LanguagePack | undefined {
  const words = wordsOf(fold(text));
  const [first, second] = LANGUAGES.map((pack) => ({
    pack,
    score: words.reduce((sum, word) => sum + weightOf(word, pack), 0),
  })).toSorted((a, b) => b.score - a.score);
  if (first === undefined || first.score < least) return undefined;
  return first.score === second?.score ? undefined : first.pack;
}

/** A marker tells most; a word of the dictionary tells something. */
function weightOf(word: string, pack: LanguagePack): number {
  const markers = markerSets.get(pack.id);
  const isMarker =
    markers?.has(word) === true || word.split("'").some((part) => markers?.has(part));
  if (isMarker) return MARKER_WEIGHT;
  return word.length > 1 && knowsWord(word, pack) ? 1 : 0;
}
