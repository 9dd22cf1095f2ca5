/** Which product a question is about: one that was named before, or one to be searched for. */
import type { Product } from './product.schemas.js';
import { displayTitle } from './product-text.js';
import type { Question } from './read-question.js';
import type { TalkMemory } from './talk-memory.js';
import { namesColour, stemsOf } from './word-families.js';
import { singular } from './fold-text.js';

/** The subject of a question about goods. */
export type Subject =
  | { kind: 'known'; product: Product }
  | { kind: 'several'; products: Product[] }
  | { kind: 'search' }
  | { kind: 'nothing' };

/** Aims that ask about a certain product rather than for products. */
const DEFINITE: ReadonlySet<string> = new Set(['price', 'stock', 'link', 'details', 'options']);
/** So many words of a title name a product, also where goods are asked for. */
const TITLE_WORDS = 3;

/** Finds the subject. */
export function findSubject(question: Question, memory: TalkMemory): Subject {
  const { words } = question;
  const { mentioned } = memory;
  if (words.ordinal !== undefined && mentioned.length > 0) {
    const product = mentioned.at(words.ordinal > 0 ? words.ordinal - 1 : words.ordinal);
    return product === undefined
      ? { kind: 'several', products: mentioned }
      : { kind: 'known', product };
  }
  if (words.nouns.length > 0) return namedSubject(question, memory);
  const wantsOther = words.maxPrice !== undefined;
  if (mentioned.length === 0 || wantsOther) {
    return words.query.length > 0 || wantsOther ? { kind: 'search' } : { kind: 'nothing' };
  }
  return backReference(question, mentioned);
}

/** "It", "in blue?", "the blue one": no noun of its own. */
function backReference(question: Question, mentioned: Product[]): Subject {
  const { colours } = question.words;
  const only = mentioned.length === 1 ? mentioned[0] : undefined;
  if (only !== undefined) return { kind: 'known', product: only };
  if (colours.length > 0) {
    const fit = mentioned.filter((p) =>
      colours.every((colour) => namesColour(stemsOf(p.title), colour)),
    );
    const [first] = fit;
    if (first !== undefined && fit.length === 1) return { kind: 'known', product: first };
    return { kind: 'search' };
  }
  return { kind: 'several', products: mentioned };
}

/** "The teapot": a product of the talk whose title bears all the words, else a search. */
function namedSubject(question: Question, memory: TalkMemory): Subject {
  const { words } = question;
  const wanted = words.query.map(singular);
  const bears = (product: Product): boolean => {
    const stems = stemsOf(product.title);
    return wanted.every((word) => stems.has(word));
  };
  const isDefinite = DEFINITE.has(question.intent) || words.refersBack;
  if (!isDefinite && wanted.length < TITLE_WORDS) return { kind: 'search' };
  const named = memory.mentioned.filter(bears);
  const known = named.length > 0 ? named : [...memory.known.values()].filter(bears);
  const exact = known.find((product) => question.text.includes(displayTitle(product)));
  const [first] = known;
  if (exact !== undefined) return { kind: 'known', product: exact };
  if (first !== undefined && known.length === 1) return { kind: 'known', product: first };
  return named.length > 1 ? { kind: 'several', products: named } : { kind: 'search' };
}
