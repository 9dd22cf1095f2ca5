/**
 * A proposal against what Etsy has at this moment. Pure. Whatever the proposal does not name is taken over as it was
 * read, since Etsy replaces an inventory as a whole and deletes a variation that is left out.
 */
import {
  decodeEtsyText,
  type EtsyInventory,
  type EtsyInventoryUpdate,
  type EtsyListing,
  type EtsyListingChanges,
  inventoryToUpdate,
  toMinorMoney,
} from '#clients/etsy';
import { currencyDigits, isMeant, optionsKey } from '#features/products';
import { optionsOf } from '../sync/listing-options.js';
import type { ListingTexts, PriceProposal, StockProposal } from './proposal-change.js';

/** What is to be done. `done`: Etsy has it already. `sold_out`: nothing is left to buy, which Etsy does not allow. */
export type Application<U> =
  | { verdict: 'write'; update: U }
  | { verdict: 'done' }
  | { verdict: 'sold_out' }
  | { verdict: 'conflict'; found: string };

type Standing = 'base' | 'target' | { other: string };

/** Texts of a listing. */
export function applyTexts(
  listing: EtsyListing,
  change: ListingTexts,
  base: ListingTexts,
): Application<EtsyListingChanges> {
  const now: Required<ListingTexts> = {
    title: decodeEtsyText(listing.title),
    description: decodeEtsyText(listing.description ?? ''),
    tags: listing.tags.map(decodeEtsyText),
  };
  const standings = (['title', 'description', 'tags'] as const)
    .filter((field) => change[field] !== undefined)
    .map((field) => textStanding(field, now[field], base[field], change[field]));
  return settle<EtsyListingChanges>(standings, () => change);
}

function textStanding(field: string, now: unknown, base: unknown, target: unknown): Standing {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  if (same(now, target)) return 'target';
  return same(now, base) ? 'base' : { other: `${field}: ${String(now)}` };
}

/** Stock or price of the variations that are meant. */
export function applyToInventory(
  inventory: EtsyInventory,
  proposal: StockProposal | PriceProposal,
): Application<EtsyInventoryUpdate> {
  const living = inventory.products.filter((product) => !product.is_deleted);
  const known = new Set(proposal.base.variants.map((variant) => optionsKey(variant.options)));
  const wanted = proposal.change.options;
  const meant = living.map((product) => isMeant(optionsOf(product), wanted));
  const keys = living.filter((_, k) => meant[k]).map((product) => optionsKey(optionsOf(product)));
  if (keys.length !== known.size || keys.some((key) => !known.has(key))) {
    return { verdict: 'conflict', found: 'other variations than before' };
  }
  const standings = living.filter((_, k) => meant[k]).map((one) => standingOf(one, proposal));
  const settled = settle(standings, () => changedUpdate(inventory, meant, proposal));
  if (settled.verdict !== 'write') return settled;
  const left = settled.update.products.some((product) =>
    product.offerings.some((offering) => offering.is_enabled && offering.quantity > 0),
  );
  return left ? settled : { verdict: 'sold_out' };
}

function standingOf(
  product: EtsyInventory['products'][number],
  proposal: StockProposal | PriceProposal,
): Standing {
  const key = optionsKey(optionsOf(product));
  const offerings = product.offerings.filter((offering) => !offering.is_deleted);
  if (proposal.kind === 'stock') {
    const base = proposal.base.variants.find((variant) => optionsKey(variant.options) === key);
    const now = offerings.map((offering) => offering.quantity);
    return standing(now, base?.quantity ?? null, proposal.change.quantity, 'quantity');
  }
  const base = proposal.base.variants.find((variant) => optionsKey(variant.options) === key);
  const now = offerings.map((offering) => toMinorMoney(offering.price).amountMinor);
  return standing(now, base?.priceMinor ?? null, proposal.change.priceMinor, 'price');
}

function standing(now: number[], base: number | null, target: number, what: string): Standing {
  if (now.every((value) => value === target)) return 'target';
  // A base nobody knew cannot have changed.
  if (base === null || now.every((value) => value === base)) return 'base';
  return { other: `${what} ${now.join(', ')}` };
}

function settle<U>(standings: Standing[], update: () => U): Application<U> {
  const other = standings.find((one) => typeof one === 'object');
  if (typeof other === 'object') return { verdict: 'conflict', found: other.other };
  if (standings.every((one) => one === 'target')) return { verdict: 'done' };
  return { verdict: 'write', update: update() };
}

function changedUpdate(
  inventory: EtsyInventory,
  meant: readonly boolean[],
  proposal: StockProposal | PriceProposal,
): EtsyInventoryUpdate {
  const update = inventoryToUpdate(inventory);
  const products = update.products.map((product, k) =>
    meant[k] === true
      ? { ...product, offerings: product.offerings.map((one) => changedOffering(one, proposal)) }
      : product,
  );
  return proposal.kind === 'stock'
    ? {
        ...update,
        products,
        quantity_on_property: varyingOn(products, update.quantity_on_property, 'quantity'),
      }
    : {
        ...update,
        products,
        price_on_property: varyingOn(products, update.price_on_property, 'price'),
      };
}

/**
 * The properties that stock or price varies by. Etsy refuses values that differ where no named property does, so a
 * variation that gets a price of its own names one more.
 */
function varyingOn(
  products: readonly ProductUpdate[],
  named: number[],
  what: 'quantity' | 'price',
): number[] {
  const own = products.flatMap((product) => product.property_values.map((v) => v.property_id));
  const others = [...new Set(own)].filter((id) => !named.includes(id));
  const candidates = [named, ...others.map((id) => [...named, id])];
  const fits = candidates.find((ids) => areTold(products, ids, what));
  return fits ?? [...named, ...others];
}

/** Whether products that are alike in these properties have one and the same value. */
function areTold(
  products: readonly ProductUpdate[],
  ids: readonly number[],
  what: 'quantity' | 'price',
): boolean {
  const told = new Map<string, number>();
  return products.every(({ property_values, offerings }) => {
    const alike = ids.map((id) => property_values.find((v) => v.property_id === id));
    const key = JSON.stringify(alike.map((value) => [value?.value_ids, value?.values]));
    return offerings.every((offering) => {
      const known = told.get(key) ?? offering[what];
      told.set(key, known);
      return known === offering[what];
    });
  });
}

type ProductUpdate = EtsyInventoryUpdate['products'][number];
type OfferingUpdate = ProductUpdate['offerings'][number];

function changedOffering(
  offering: OfferingUpdate,
  { kind, change }: StockProposal | PriceProposal,
): OfferingUpdate {
  if (kind === 'stock') return { ...offering, quantity: change.quantity };
  return {
    ...offering,
    price: change.priceMinor / 10 ** currencyDigits(change.currency),
  };
}

/** The inventory of a listing that Etsy has no record of: one product without options. */
export function plainInventory(listing: EtsyListing): EtsyInventory {
  const offering = {
    quantity: listing.quantity ?? 0,
    is_enabled: true,
    is_deleted: false,
    price: listing.price,
    // Etsy tells it on the listing, and would take its absence for none.
    readiness_state_id: listing.readiness_state_id ?? null,
  };
  return {
    products: [{ is_deleted: false, offerings: [offering], property_values: [] }],
    price_on_property: [],
    quantity_on_property: [],
    sku_on_property: [],
    readiness_state_on_property: [],
  };
}
