/**
 * What a sentence says about goods: things, colours, sizes, a price limit, whether it points back.
 * In a foreign language only words that the dictionary knows go into a search, since the rest is grammar;
 * in English every word that is not grammar does.
 */
import { fold, singular, wholeWords, wordsOf } from './fold-text.js';
import type { LanguagePack } from './language-pack.js';

/** A sentence about goods, in English words. */
export interface SearchWords {
  /** Words to search for in the order they were written, colours included. */
  query: string[];
  /** The query without colours and sizes. */
  nouns: string[];
  /** Nouns that are surely goods. */
  things: string[];
  colours: string[];
  sizes: string[];
  /** The query as the buyer wrote it, and the colours and sizes alone. */
  said: string;
  saidOptions: string;
  maxPrice: number | undefined;
  inStockOnly: boolean;
  refersBack: boolean;
  /** 1 for "the first", -1 for "the last". */
  ordinal: number | undefined;
}

type Found = { kind: 'colour' | 'size' | 'thing' | 'other'; word: string } | { kind: 'noise' };

const MONEY = '[$€£]?\\s?(\\d{1,6}(?:[.,]\\d{1,2})?)\\s?(?:[$€£]|[a-z]{2,8}\\b)?';
/** "Size 7" in any of the languages. */
const SIZE_NUMBER =
  /(?:size|grosse|taille|talla|taglia|tamanho|maat|beden|numara)\s+(\d{1,3})(?!\d)/;
const IN_STOCK = wholeWords(
  'in stock|available now|auf lager|vorratig|lieferbar|en stock|disponibles?|disponibili|em estoque|' +
    'op voorraad|stokta',
);

/** Reads a sentence; `english` is asked for words that the language itself does not know. */
export function readSearchWords(
  text: string,
  pack: LanguagePack,
  english: LanguagePack,
  ignored?: RegExp,
): SearchWords {
  const whole = fold(text);
  const folded = ignored === undefined ? whole : whole.replaceAll(ignored, ' ');
  const limit = findPriceLimit(folded, pack);
  const rest = limit === undefined ? folded : folded.replace(limit.text, ' ');
  const tokens = wordsOf(rest).map(withoutArticle(pack));
  const found = tokens.map((token) => lookUp(token, pack, english));
  const known = found.filter((f) => f.kind === 'thing' || f.kind === 'colour');
  const keepOthers = pack.id === 'en' || known.length === 0;
  const isKept = (f: Found): boolean => f.kind !== 'noise' && (f.kind !== 'other' || keepOthers);
  const kept = found.filter((f) => isKept(f));
  const original = originalWords(text);
  const saidOf = (...kinds: string[]): string =>
    tokens
      .filter((_, index) => {
        const f = found[index];
        return f !== undefined && isKept(f) && kinds.includes(f.kind);
      })
      .map((token) => original.get(token) ?? token)
      .join(' ');
  const pick = (...kinds: string[]): string[] => [
    ...new Set(kept.flatMap((f) => (f.kind !== 'noise' && kinds.includes(f.kind) ? [f.word] : []))),
  ];
  const ordinalWord = tokens.find((token) => pack.ordinals[token] !== undefined);
  return {
    query: pick('colour', 'thing', 'other'),
    nouns: pick('thing', 'other'),
    things: pick('thing'),
    colours: pick('colour'),
    sizes: [...pick('size'), ...(SIZE_NUMBER.exec(whole)?.slice(1, 2) ?? [])],
    said: saidOf('colour', 'size', 'thing', 'other'),
    saidOptions: [saidOf('colour', 'size'), SIZE_NUMBER.exec(whole)?.[1] ?? ''].join(' ').trim(),
    maxPrice: limit?.amount,
    inStockOnly: IN_STOCK.test(whole),
    refersBack: wholeWords(pack.refers).test(whole),
    ordinal: ordinalWord === undefined ? undefined : pack.ordinals[ordinalWord],
  };
}

/** Folded words back to what was written. */
function originalWords(text: string): Map<string, string> {
  return new Map(wordsOf(text.normalize('NFC')).map((word) => [fold(word), word]));
}

function findPriceLimit(
  folded: string,
  pack: LanguagePack,
): { text: string; amount: number } | undefined {
  const { before, after } = pack.priceLimit;
  const match =
    new RegExp(`(?<![\\p{L}])(?:${before})\\s*${MONEY}`, 'u').exec(folded) ??
    new RegExp(`${MONEY}\\s*(?:${after})(?![\\p{L}])`, 'u').exec(folded);
  const amount = Number(match?.[1]?.replace(',', '.'));
  return match === null || Number.isNaN(amount) ? undefined : { text: match[0], amount };
}

/** French and Italian glue articles on with an apostrophe; English glues its own grammar behind. */
function withoutArticle(pack: LanguagePack): (token: string) => string {
  return (token) => {
    const at = token.indexOf("'");
    if (at < 0) return token;
    return pack.id === 'en' ? token.replace(/'s$/, '') : token.slice(at + 1);
  };
}

function lookUp(token: string, pack: LanguagePack, english: LanguagePack): Found {
  const own = lookUpIn(token, pack);
  if (own !== undefined) return own;
  const foreign = pack.id === 'en' ? undefined : lookUpIn(token, english);
  if (foreign !== undefined) return foreign;
  return token.length < 3 || /^\d/.test(token)
    ? { kind: 'noise' }
    : { kind: 'other', word: singular(token) };
}

/** Whether a folded word belongs to a language: its grammar, its colours, its things. */
export function knowsWord(token: string, pack: LanguagePack): boolean {
  return lookUpIn(withoutArticle(pack)(token), pack) !== undefined;
}

function lookUpIn(token: string, pack: LanguagePack): Found | undefined {
  const size = pack.sizes[token];
  if (size !== undefined) return { kind: 'size', word: size };
  if (noiseOf(pack).has(token)) return { kind: 'noise' };
  const colour = byStem(token, pack.colours, Math.min(pack.suffixLetters, 3));
  if (colour !== undefined) return { kind: 'colour', word: colour };
  const word = pack.id === 'en' ? singular(token) : token;
  const thing = byStem(word, pack.things, pack.suffixLetters);
  return thing === undefined ? undefined : { kind: 'thing', word: thing };
}

/** The entry whose stem begins the word, the longest first. */
function byStem(
  token: string,
  entries: Record<string, string>,
  suffix: number,
): string | undefined {
  const exact = Object.hasOwn(entries, token) ? entries[token] : undefined;
  if (exact !== undefined) return exact;
  for (let length = token.length - 1; length >= Math.max(3, token.length - suffix); length -= 1) {
    const stem = token.slice(0, length);
    if (Object.hasOwn(entries, stem)) return entries[stem];
  }
  return undefined;
}

const noiseSets = new Map<string, Set<string>>();

function noiseOf(pack: LanguagePack): Set<string> {
  const known = noiseSets.get(pack.id);
  if (known !== undefined) return known;
  const made = new Set(fold(pack.noise).split(/\s+/));
  noiseSets.set(pack.id, made);
  return made;
}
