/**
 * What happens in a shop while nobody tests it: things sell, are restocked, repriced, reworded, deleted, published.
 * Repeatable: step n of a state file always does the same. A demo runs a step now and then by itself.
 */
import type { EtsyState, ShopRecord } from './etsy-state.js';
import type { EtsyWorld } from './etsy-world.js';
import { SeededRandom } from './catalogue/seeded-random.js';
import {
  type ListingEdit,
  listingQuantity,
  type StandinListing,
} from './catalogue/standin-listing.js';

/** One thing that happened. */
export interface LifeEvent {
  shopId: number;
  listingId: number;
  what:
    | 'sold'
    | 'restocked'
    | 'repriced'
    | 'reworded'
    | 'deleted'
    | 'published'
    | 'hidden'
    | 'shown';
}

const NOTES = [
  'Back in the studio: a fresh batch.',
  'Last pieces of this batch.',
  'Now with free gift wrapping.',
  'New: ask us about matching pieces.',
];
/** Restocked from here on down. */
const LOW_STOCK = 2;
/** These states never run empty: the share of the shop that stays in them. */
const KEPT_SHARE: Record<string, number> = { sold_out: 0.03, expired: 0.02, inactive: 0.04 };
/** A shop never shrinks below this share of its first size. */
const SMALLEST_SHARE = 0.9;

/** Lets one step pass in a shop and tells what happened. */
export function liveOneStep(world: EtsyWorld, state: EtsyState, shop: ShopRecord): LifeEvent[] {
  state.ticks += 1;
  const random = SeededRandom.at(shop.seed, state.ticks);
  const events: LifeEvent[] = [];
  const happen = (what: LifeEvent['what'], listing: StandinListing | null): void => {
    if (listing !== null) events.push({ shopId: shop.shopId, listingId: listing.listingId, what });
  };
  for (let k = 0; k < 2; k += 1) {
    happen('sold', sellOne(world, pickActive(world, shop, random), random));
  }
  for (const state of ['sold_out', 'active', 'active']) {
    happen('restocked', restock(world, pickIn(world, shop, state, random), random));
  }
  if (random.chance(0.5)) {
    happen('repriced', reprice(world, pickActive(world, shop, random), random));
  }
  if (random.chance(0.4)) {
    happen('reworded', reword(world, pickActive(world, shop, random), random));
  }
  if (random.chance(0.15)) {
    happen('hidden', edit(world, pickActive(world, shop, random), { state: 'inactive' }));
  }
  if (random.chance(0.3)) {
    happen('shown', showAgain(world, pickIn(world, shop, 'inactive', random)));
  }
  if (random.chance(0.2)) happen('deleted', deleteOne(world, shop, random));
  if (random.chance(0.25)) happen('published', world.catalogue(shop).publishNext(world.nowSeconds));
  world.save();
  return events;
}

function pickActive(
  world: EtsyWorld,
  shop: ShopRecord,
  random: SeededRandom,
): StandinListing | null {
  return pickIn(world, shop, 'active', random);
}

/** Any listing of a state; null when there are no more than usual. */
function pickIn(
  world: EtsyWorld,
  shop: ShopRecord,
  state: string,
  random: SeededRandom,
): StandinListing | null {
  const query = { state, sortOn: 'created', ascending: true, sectionIds: null } as const;
  const catalogue = world.catalogue(shop);
  const count = catalogue.count(query);
  const kept = Math.floor(shop.listings * (KEPT_SHARE[state] ?? 0));
  return count <= kept ? null : (catalogue.page(query, random.int(0, count - 1), 1)[0] ?? null);
}

function edit(
  world: EtsyWorld,
  listing: StandinListing | null,
  changes: ListingEdit,
): StandinListing | null {
  return listing && world.editListing(listing.listingId, changes);
}

function sellOne(
  world: EtsyWorld,
  listing: StandinListing | null,
  random: SeededRandom,
): StandinListing | null {
  if (listing === null || listing.listingType === 'download') return null;
  if (listing.inventory === null) {
    return edit(world, listing, { baseQuantity: Math.max(0, listing.baseQuantity - 1) });
  }
  const inStock = listing.inventory.products.filter((p) => p.quantity > 0);
  const product = inStock.length === 0 ? null : random.pick(inStock);
  return product && world.setStock(listing.listingId, product.quantity - 1, product.productId);
}

/** Fills up a listing of which little is left. */
function restock(
  world: EtsyWorld,
  listing: StandinListing | null,
  random: SeededRandom,
): StandinListing | null {
  if (listing === null || listingQuantity(listing) > LOW_STOCK) return null;
  return world.setStock(listing.listingId, random.int(3, 12));
}

function showAgain(world: EtsyWorld, listing: StandinListing | null): StandinListing | null {
  const isSellable = listing !== null && listingQuantity(listing) > 0;
  return isSellable ? edit(world, listing, { state: 'active' }) : null;
}

function reprice(
  world: EtsyWorld,
  listing: StandinListing | null,
  random: SeededRandom,
): StandinListing | null {
  if (listing === null) return null;
  const stepMinor = random.pick([-200, -100, 100, 200, 300]);
  const next = (priceMinor: number): number => Math.max(300, priceMinor + stepMinor);
  const { inventory } = listing;
  return edit(world, listing, {
    basePriceMinor: next(listing.basePriceMinor),
    inventory: inventory && {
      ...inventory,
      products: inventory.products.map((p) => ({ ...p, priceMinor: next(p.priceMinor) })),
    },
  });
}

function reword(
  world: EtsyWorld,
  listing: StandinListing | null,
  random: SeededRandom,
): StandinListing | null {
  if (listing === null) return null;
  const body = listing.description.split('\n\n').filter((part) => !NOTES.includes(part));
  return edit(world, listing, { description: [...body, random.pick(NOTES)].join('\n\n') });
}

function deleteOne(
  world: EtsyWorld,
  shop: ShopRecord,
  random: SeededRandom,
): StandinListing | null {
  const counts = Object.values(world.catalogue(shop).countsByState()).reduce(
    (sum, n) => sum + n,
    0,
  );
  if (counts < shop.listings * SMALLEST_SHARE) return null;
  const listing = pickIn(world, shop, random.pick(['expired', 'inactive', 'active']), random);
  if (listing !== null) world.deleteListing(listing.listingId);
  return listing;
}
