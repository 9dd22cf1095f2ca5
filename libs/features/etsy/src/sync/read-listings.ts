/**
 * Listings as Etsy's lists give them, with the inventories that lists leave out. A listing that is gone by the time its
 * inventory is asked for is left out; one whose inventory Etsy cannot give keeps its listing-level stock.
 */
import {
  EtsyFailure,
  findInventories,
  inBatches,
  type EtsyCall,
  type EtsyClient,
  type EtsyListing,
  type FoundInventories,
} from '#clients/etsy';
import type { ListingSnapshot } from '#features/products';
import { listingSnapshot } from './listing-mapper.js';

/** @param patient true: a broken inventory fails the whole; false: Etsy failed before, so broken ones are found and left out */
export async function readListings(
  etsy: EtsyClient,
  call: EtsyCall,
  listings: readonly EtsyListing[],
  patient = true,
): Promise<ListingSnapshot[]> {
  const ids = listings
    .filter((listing) => listing.has_variations === true)
    .map((listing) => listing.listing_id);
  const { inventories, missing } = patient
    ? await findInventories(etsy, call, ids)
    : await salvageInventories(etsy, call, ids);
  const gone = new Set(missing);
  return listings
    .filter((listing) => !gone.has(listing.listing_id))
    .map((listing) => listingSnapshot(listing, inventories.get(listing.listing_id)));
}

/** As findInventories, but halving around what makes Etsy fail too: some listings always do. */
async function salvageInventories(
  etsy: EtsyClient,
  call: EtsyCall,
  ids: readonly number[],
): Promise<FoundInventories> {
  const found: FoundInventories = { inventories: new Map(), missing: [] };
  const read = async (batch: readonly number[]): Promise<void> => {
    const part = await findInventories(etsy, call, batch);
    for (const [id, inventory] of part.inventories) found.inventories.set(id, inventory);
    found.missing.push(...part.missing);
  };
  for (const id of await inBatches(ids, read, isEtsysFault)) found.inventories.set(id, null);
  return found;
}

function isEtsysFault(error: unknown): boolean {
  return error instanceof EtsyFailure && error.reason === 'server_error';
}
