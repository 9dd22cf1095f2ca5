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
import { currencyDigits } from '#features/products';
import {
  isMeant,
  type ListingTexts,
  optionsKey,
  type PriceProposal,
  type StockProposal,
} from './proposal-change.js';

/** What is to be done. `done`: Etsy has it already. `sold_out`: nothing would be left, which Etsy does not allow. */
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
    product.offerings.some((offering) => offering.quantity > 0),
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
  return {
    ...update,
    products: update.products.map((product, k) =>
      meant[k] === true
        ? { ...product, offerings: product.offerings.map((one) => changedOffering(one, proposal)) }
        : product,
    ),
  };
}

type OfferingUpdate = EtsyInventoryUpdate['products'][number]['offerings'][number];

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

/** As the mapper names them; see listing-mapper.ts. */
function optionsOf(product: EtsyInventory['products'][number]): Record<string, string> {
  return Object.fromEntries(
    product.property_values.map((property) => [
      decodeEtsyText(property.property_name ?? 'Option'),
      property.values.map(decodeEtsyText).join(' / '),
    ]),
  );
}

/** The inventory of a listing that Etsy has no record of: one product without options. */
export function plainInventory(listing: EtsyListing): EtsyInventory {
  const offering = {
    quantity: listing.quantity ?? 0,
    is_enabled: true,
    is_deleted: false,
    price: listing.price,
  };
  return {
    products: [{ is_deleted: false, offerings: [offering], property_values: [] }],
    price_on_property: [],
    quantity_on_property: [],
    sku_on_property: [],
    readiness_state_on_property: [],
  };
}
