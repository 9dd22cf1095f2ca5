/** From what somebody wants to change to a proposal: what it is made from, and whether Etsy would take it at all. Pure. */
import { currencyDigits, isMeant, minorPrice, type Product } from '#features/products';
import { AppError } from '#platform/errors';
import type { ListingTexts, ProposalChange } from './proposal-change.js';

/** A wish, as a tool or the API brings it. */
export type ProposalWish =
  | { kind: 'listing'; title?: string; description?: string; tags?: string[] }
  | { kind: 'stock'; quantity: number; options?: Record<string, string> }
  | { kind: 'price'; price: string; options?: Record<string, string> };

/** Etsy's limits (document of September 2026). */
const TEXT_CHARS = { title: 140, description: 50_000 } as const;
const TAGS = 13;
const TAG_CHARS = 20;
/** Etsy reads tags as one list with commas: a tag with a comma in it would come out as two. */
const NOT_IN_TAGS = /[^\p{L}\p{Nd}\p{Zs}\-'™©®]/u;
const NOT_IN_TITLES = /[^\p{L}\p{Nd}\p{P}\p{Sm}\p{Zs}™©®]/u;
const ONCE_IN_TITLES = ['%', ':', '&', '+'] as const;
const QUANTITY_MAX = 999;
/** What Etsy takes in US dollars. What that is in another currency it does not tell; there it decides when it is asked. */
const PRICE_USD = { min: 0.2, max: 50_000 } as const;

/** @throws AppError `proposals.*` (400), which says what to do instead */
export function draftOf(product: Product, wish: ProposalWish): ProposalChange {
  switch (wish.kind) {
    case 'listing':
      return listingDraft(product, wish);
    case 'stock':
      return stockDraft(product, wish.quantity, wish.options ?? null);
    case 'price':
      return priceDraft(product, wish.price, wish.options ?? null);
  }
}

function listingDraft(
  product: Product,
  wish: Extract<ProposalWish, { kind: 'listing' }>,
): ProposalChange {
  const change: ListingTexts = {};
  const base: ListingTexts = {};
  for (const field of ['title', 'description'] as const) {
    const text = wish[field] === undefined ? undefined : checkedText(field, wish[field]);
    if (text === undefined || text === product[field]) continue;
    change[field] = text;
    base[field] = product[field];
  }
  const tags = wish.tags && checkedTags(wish.tags);
  if (tags && JSON.stringify(tags) !== JSON.stringify(product.tags)) {
    change.tags = tags;
    base.tags = product.tags;
  }
  if (Object.keys(change).length === 0) throw nothingToChange();
  return { kind: 'listing', change, base };
}

function checkedText(field: 'title' | 'description', given: string): string {
  const text = given.trim();
  if (text === '' || text.length > TEXT_CHARS[field]) {
    throw refused(`a ${field} has 1 to ${TEXT_CHARS[field]} characters`);
  }
  if (field === 'title') checkTitle(text);
  return text;
}

function checkTitle(title: string): void {
  const [strange] = NOT_IN_TITLES.exec(title) ?? [];
  if (strange !== undefined) {
    throw refused(`a title has letters, digits and punctuation only, no "${strange}"`);
  }
  const twice = ONCE_IN_TITLES.find((sign) => title.split(sign).length > 2);
  if (twice !== undefined) throw refused(`a title has "${twice}" at most once`);
}

function checkedTags(given: string[]): string[] {
  const tags = [...new Set(given.map((tag) => tag.trim()).filter((tag) => tag !== ''))];
  if (tags.length > TAGS) throw refused(`a listing has at most ${TAGS} tags`);
  const long = tags.find((tag) => tag.length > TAG_CHARS);
  if (long !== undefined) throw refused(`a tag has at most ${TAG_CHARS} characters: "${long}"`);
  const strange = tags.find((tag) => NOT_IN_TAGS.test(tag));
  if (strange !== undefined) {
    throw refused(`a tag has letters, digits, spaces, - and ' only: "${strange}"`);
  }
  return tags;
}

function stockDraft(
  product: Product,
  quantity: number,
  options: Record<string, string> | null,
): ProposalChange {
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > QUANTITY_MAX) {
    throw refused(`a stock is a whole number from 0 to ${QUANTITY_MAX}`);
  }
  const variants = meantVariants(product, options).map((variant) => ({
    options: variant.options,
    quantity: variant.quantity,
  }));
  if (variants.every((variant) => variant.quantity === quantity)) throw nothingToChange();
  return { kind: 'stock', change: { options, quantity }, base: { variants } };
}

function priceDraft(
  product: Product,
  price: string,
  options: Record<string, string> | null,
): ProposalChange {
  const { currency } = product;
  const digits = currencyDigits(currency);
  const form = digits === 0 ? /^\d{1,9}$/ : new RegExp(String.raw`^\d{1,9}(\.\d{1,${digits}})?$`);
  if (!form.test(price)) {
    throw refused(`a price is written like ${digits === 0 ? '2500' : '24.99'}`);
  }
  const priceMinor = minorPrice(Number(price), currency);
  if (priceMinor <= 0 || (currency === 'USD' && !isPossible(Number(price)))) {
    throw refused('this price is not possible on Etsy');
  }
  if (product.quantity === 0) {
    throw refused('a listing with nothing in stock takes no price; raise its stock first');
  }
  const variants = meantVariants(product, options).map((variant) => ({
    options: variant.options,
    priceMinor: variant.priceMinor,
  }));
  if (variants.every((variant) => variant.priceMinor === priceMinor)) throw nothingToChange();
  return { kind: 'price', change: { options, priceMinor, currency }, base: { variants } };
}

function isPossible(dollars: number): boolean {
  return dollars >= PRICE_USD.min && dollars <= PRICE_USD.max;
}

interface Meant {
  options: Record<string, string>;
  quantity: number | null;
  priceMinor: number;
}

/** The variations that are meant; the listing itself when it has none. */
function meantVariants(product: Product, options: Record<string, string> | null): Meant[] {
  if (product.variants.length === 0) {
    if (options !== null && Object.keys(options).length > 0) throw whichVariant(product);
    return [{ options: {}, quantity: product.quantity, priceMinor: product.priceMinor }];
  }
  const meant = product.variants.filter((variant) => isMeant(variant.options, options));
  if (meant.length === 0) throw whichVariant(product);
  return meant;
}

function whichVariant(product: Product): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'proposals.which_variation',
    message: 'No variation has these options. Name options of the listing, or none for all of it.',
    details: { variations: product.variants.slice(0, 70).map((variant) => variant.options) },
  });
}

function refused(why: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'proposals.not_possible',
    message: `Etsy would not take this: ${why}.`,
  });
}

function nothingToChange(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'proposals.nothing_to_change',
    message: 'The listing is like that already.',
  });
}
