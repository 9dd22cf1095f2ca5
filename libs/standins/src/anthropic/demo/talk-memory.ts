/**
 * What the conversation so far says about goods: the products that tools showed, those that the last
 * answers named, and the last search. All of it is read from the request; nothing is kept.
 */
import type { Turn } from '../conversation-view.js';
import { readFound, readProduct, type Product } from './product.schemas.js';
import { displayTitle } from './product-text.js';

/** The goods of a conversation. */
export interface TalkMemory {
  /** All that tools showed, newest knowledge last. */
  known: Map<string, Product>;
  /** Products that the newest answer with any named, in its order. */
  mentioned: Product[];
  /** Words of the last search. */
  lastQuery: string | undefined;
}

/** Reads the earlier turns. */
export function recallTalk(earlier: Turn[]): TalkMemory {
  const memory: TalkMemory = { known: new Map(), mentioned: [], lastQuery: undefined };
  for (const turn of earlier) {
    for (const exchange of turn.exchanges) {
      if (exchange.outcome?.ok !== true) continue;
      for (const product of productsIn(exchange.outcome.json)) {
        memory.known.set(product.id, { ...memory.known.get(product.id), ...product });
      }
      const { query } = exchange.input;
      if (exchange.tool === 'search_products' && typeof query === 'string') {
        memory.lastQuery = query;
      }
    }
    const named = productsNamedIn(turn.answer, [...memory.known.values()]);
    if (named.length > 0) memory.mentioned = named;
  }
  return memory;
}

function productsIn(json: unknown): Product[] {
  const one = readProduct(json);
  return one === undefined ? (readFound(json)?.products ?? []) : [one];
}

/** Products named from the first list on, else anywhere: a list after a refusal is what is offered. */
function productsNamedIn(answer: string, known: Product[]): Product[] {
  const text = answer.slice(Math.max(0, answer.indexOf('\n1. ')));
  return known
    .map((product) => ({ product, at: placeOf(product, text) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)
    .map(({ product }) => product);
}

function placeOf(product: Product, text: string): number {
  const byTitle = text.indexOf(displayTitle(product));
  return byTitle >= 0 || !product.url ? byTitle : text.indexOf(product.url);
}
