/**
 * The cheapest of what fits. A search shows ten at most, so what it found cheapest is the price to look below, until
 * nothing is left there.
 */
import type { Asking, Situation } from './answers/answering.js';
import { findProducts } from './find-products.js';
import type { Product } from './product.schemas.js';
import type { SearchWords } from './search-words.js';

const ROUNDS = 3;
const SMALLEST_STEP = 0.01;

/** What the search for the cheapest came to; while it is not sure, these are only the cheapest so far. */
type FoundCheapest = { kind: 'down' } | { kind: 'found'; products: Product[]; isSure: boolean };

/** Searches, the cheapest first. */
export function* findCheapest(words: SearchWords, situation: Situation): Asking<FoundCheapest> {
  let products: Product[] = [];
  let { maxPrice } = words;
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = yield* findProducts({ ...words, maxPrice }, situation);
    if (found.kind === 'down') return { kind: 'down' };
    const fit = found.exact.toSorted((a, b) => Number(a.price) - Number(b.price));
    if (fit.length === 0) return { kind: 'found', products, isSure: true };
    products = fit;
    if (found.total <= fit.length) return { kind: 'found', products, isSure: true };
    maxPrice = justBelow(Number(fit[0]?.price));
  }
  return { kind: 'found', products, isSure: false };
}

/** The highest price that is cheaper. */
export function justBelow(price: number): number {
  return Math.round((price - SMALLEST_STEP) * 100) / 100;
}
