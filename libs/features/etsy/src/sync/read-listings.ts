/**
 * Listings as Etsy's lists give them, with the inventories that lists leave out. A listing that is gone by the time its
 * inventory is asked for is left out; one whose inventory Etsy cannot give keeps its listing-level stock.
 */
import {
  ETSY_MAX_PAGE,
  EtsyFailure,
  findInventories,
  type EtsyCall,
  type EtsyClient,
  type EtsyInventory,
  type EtsyListing,
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
): Promise<{ inventories: Map<number, EtsyInventory | null>; missing: number[] }> {
  const found = { inventories: new Map<number, EtsyInventory | null>(), missing: [] as number[] };
  const batches = ids.length > 0 ? [ids.slice(0, ETSY_MAX_PAGE)] : [];
  for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
    try {
      const part = await findInventories(etsy, call, batch);
      for (const [id, inventory] of part.inventories) found.inventories.set(id, inventory);
      found.missing.push(...part.missing);
    } catch (error) {
      if (!(error instanceof EtsyFailure && error.reason === 'server_error')) throw error;
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) found.inventories.set(only, null);
      else batches.push(batch.slice(0, batch.length >> 1), batch.slice(batch.length >> 1));
    }
  }
  return found;
}
