/**
 * Inventories of any number of listings. Etsy refuses a whole batch when one listing is gone, so a refused batch is
 * halved until the missing one stands alone: about 2 log2(n) requests more for each listing that is gone.
 */
import { ETSY_MAX_PAGE, type EtsyClient } from './etsy.client.js';
import { EtsyFailure } from './etsy.errors.js';
import type { EtsyInventory } from './etsy-listing.schemas.js';
import type { EtsyCall } from './etsy-transport.js';

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
  const found: FoundInventories = { inventories: new Map(), missing: [] };
  const batches: number[][] = [];
  for (let k = 0; k < listingIds.length; k += ETSY_MAX_PAGE) {
    batches.push(listingIds.slice(k, k + ETSY_MAX_PAGE));
  }
  for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
    try {
      const page = await client.getListingsInventory(call, batch);
      for (const { listing_id, inventory } of page.listings) {
        found.inventories.set(listing_id, inventory ?? null);
      }
    } catch (error) {
      if (!(error instanceof EtsyFailure && error.reason === 'not_found')) throw error;
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) found.missing.push(only);
      else batches.push(batch.slice(0, batch.length >> 1), batch.slice(batch.length >> 1));
    }
  }
  return found;
}
