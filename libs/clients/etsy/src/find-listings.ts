/** Inventories and listings by any number of ids. A listing that is gone can cost a whole batch: see `inBatches`. */
import type { EtsyClient } from './etsy.client.js';
import { EtsyFailure } from './etsy.errors.js';
import type { EtsyInventory, EtsyListingPage } from './etsy-listing.schemas.js';
import type { EtsyCall } from './etsy-transport.js';
import { inBatches } from './in-batches.js';

export interface FoundInventories {
  /** By listing id; null: Etsy has no inventory record, so the stock of single options is unknown. */
  inventories: Map<number, EtsyInventory | null>;
  /** Listings that no longer exist. */
  missing: number[];
}

/** Reads them batch by batch. Rejects like the client's methods; nothing of a refused run is returned. */
export async function findInventories(
  client: EtsyClient,
  call: EtsyCall,
  listingIds: readonly number[],
): Promise<FoundInventories> {
  const inventories: FoundInventories['inventories'] = new Map();
  const read = async (batch: readonly number[]): Promise<void> => {
    const page = await client.getListingsInventory(call, batch);
    for (const { listing_id, inventory } of page.listings) {
      inventories.set(listing_id, inventory ?? null);
    }
  };
  const missing = await inBatches(listingIds, read, isGone);
  return { inventories, missing };
}

/** Listings with their pictures; those that are gone are missing, whether Etsy leaves them out or refuses the batch. */
export async function findListings(
  client: EtsyClient,
  call: EtsyCall,
  listingIds: readonly number[],
): Promise<Omit<EtsyListingPage, 'count'>> {
  const found: Omit<EtsyListingPage, 'count'> = { listings: [], rejected: [] };
  const read = async (batch: readonly number[]): Promise<void> => {
    const { listings, rejected } = await client.getListingsByListingIds(call, batch);
    found.listings.push(...listings);
    found.rejected.push(...rejected);
  };
  await inBatches(listingIds, read, isGone);
  return found;
}

function isGone(error: unknown): boolean {
  return error instanceof EtsyFailure && error.reason === 'not_found';
}
