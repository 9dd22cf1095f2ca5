/**
 * Searches the shop: first with all that the buyer said, then, if that finds nothing fitting, with the
 * thing alone, so that the nearest goods can be offered and named as such.
 */
import type { Asking, Situation } from './answers/answering.js';
import { isInStock, isListed, readFound, type Product } from './product.schemas.js';
import type { SearchWords } from './search-words.js';
import {
  isGoodsWord,
  isSearchable,
  kinOf,
  namesColour,
  namesThing,
  stemsOf,
} from './word-families.js';

const SEARCH_LIMIT = 10;
/** Share of the buyer's words that a product must bear to count as what was asked for. */
const FITTING_SHARE = 0.6;

/** What a search came to. */
export type FoundProducts =
  | { kind: 'down' }
  | {
      kind: 'found';
      exact: Product[];
      /** How many there are in all, as far as that is known. */
      total: number;
      near: Product[];
    };

/** Searches for goods. */
export function* findProducts(words: SearchWords, situation: Situation): Asking<FoundProducts> {
  const query = searchText(words) ?? anythingQuery(situation);
  const limits = {
    ...(words.maxPrice === undefined ? {} : { max_price: words.maxPrice }),
    ...(words.inStockOnly ? { in_stock: true } : {}),
  };
  const first = yield* search({ query, ...limits, limit: SEARCH_LIMIT }, situation);
  if (first === undefined) return { kind: 'down' };
  const exact = fitting(first.products, words);
  if (exact.length > 0) {
    const allFit = exact.length === first.products.length;
    return { kind: 'found', exact, total: allFit ? first.total : exact.length, near: [] };
  }
  return yield* findWider(words, query, first.products, situation);
}

/** The second search, for the thing alone: what fits after all, else what is near. */
function* findWider(
  words: SearchWords,
  query: string,
  first: Product[],
  situation: Situation,
): Asking<FoundProducts> {
  const wider = widerQuery(words, query);
  const second =
    wider === undefined
      ? undefined
      : yield* search({ query: wider, limit: SEARCH_LIMIT }, situation);
  const all = [...first, ...(second?.products ?? [])];
  const exact = fitting(all, words);
  if (exact.length > 0) return { kind: 'found', exact, total: exact.length, near: [] };
  const near = all.filter((product) => words.nouns.length === 0 || share(product, words) > 0);
  return { kind: 'found', exact: [], total: 0, near: bestFirst(near, words) };
}

/** What to search for; a word such as "gift" only where it is all there is. */
function searchText(words: SearchWords): string | undefined {
  const telling = words.query.filter((word) => isSearchable(word));
  const chosen = telling.length > 0 ? telling : words.query;
  return chosen.length > 0 ? chosen.join(' ') : undefined;
}

/** A query that finds anything; some catalogues refuse an empty one. */
function anythingQuery(situation: Situation): string {
  const tool = situation.conversation.tools.find((t) => t.name.endsWith('search_products'));
  return /"minLength":\s*[1-9]/.test(JSON.stringify(tool?.input_schema ?? {})) ? 'gift' : '';
}

function* search(
  input: Record<string, unknown>,
  situation: Situation,
): Asking<{ products: Product[]; total: number } | undefined> {
  const outcome = yield { tool: 'search_products', input };
  const found = outcome.ok ? readFound(outcome.json) : undefined;
  if (found === undefined) return undefined;
  for (const product of found.products) situation.memory.known.set(product.id, product);
  return { products: found.products.filter(isListed), total: found.total };
}

/** The thing without its attributes; undefined where that is what was searched for already. */
function widerQuery(words: SearchWords, query: string): string | undefined {
  const goods = words.things.filter((word) => isGoodsWord(word));
  const thing = goods.at(-1) ?? words.things.at(-1) ?? words.nouns.at(-1);
  if (thing === undefined) return undefined;
  const isSame = thing === query && words.maxPrice === undefined && !words.inStockOnly;
  return isSame ? kinOf(thing) : thing;
}

/** What was asked for: the words, the colour, the price; goods in stock first. */
function fitting(products: Product[], words: SearchWords): Product[] {
  const fit = products.filter((product) => {
    const stems = stemsOf(textOf(product));
    const bearsThing =
      words.things.length === 0 || words.things.some((thing) => namesThing(stems, thing));
    const shades = stemsOf(looksOf(product));
    const bearsColour = words.colours.every((colour) => namesColour(shades, colour));
    const isAffordable =
      words.maxPrice === undefined || Number(product.price ?? Number.NaN) <= words.maxPrice;
    const isThere = !words.inStockOnly || isInStock(product);
    return (
      bearsThing && bearsColour && isAffordable && isThere && share(product, words) >= FITTING_SHARE
    );
  });
  return bestFirst(fit, words);
}

function bestFirst(products: Product[], words: SearchWords): Product[] {
  const unique = [...new Map(products.map((product) => [product.id, product])).values()];
  const rank = (product: Product): number => {
    const stems = stemsOf(textOf(product));
    const colours = words.colours.filter((colour) => namesColour(stems, colour)).length;
    return share(product, words) * 4 + colours * 2 + (isInStock(product) ? 1 : 0);
  };
  return unique.toSorted((a, b) => rank(b) - rank(a));
}

/** The share of the nouns that a product bears; 1 where there are none. */
function share(product: Product, words: SearchWords): number {
  if (words.nouns.length === 0) return 1;
  const stems = stemsOf(textOf(product));
  return words.nouns.filter((noun) => namesThing(stems, noun)).length / words.nouns.length;
}

function textOf(product: Product): string {
  return [product.title, ...product.options, ...product.tags].join(' ');
}

/** Without its scents: a candle that smells of lavender is not purple. */
function looksOf(product: Product): string {
  const options = product.options.filter((option) => !/^scent/i.test(option));
  return textOf({ ...product, options });
}
