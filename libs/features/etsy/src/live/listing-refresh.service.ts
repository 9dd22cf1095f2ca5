/** Reads single listings from Etsy at once: when a buyer asks, when an order came in, when a change was published. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  EtsyClient,
  EtsyFailure,
  type EtsyCall,
  type EtsyListing,
  type EtsyListingState,
  type EtsyPriority,
} from '#clients/etsy';
import { ProductsRepository, type ListingSnapshot } from '#features/products';
import { inTransaction } from '#platform/database';
import type { Id } from '#platform/ids';
import { EtsyAccessService } from '../connection/etsy-access.service.js';
import { readListings } from '../sync/read-listings.js';

const CHANGED_STATES: readonly EtsyListingState[] = ['active', 'sold_out'];
const RECENT_ROWS = 50;

@Injectable()
export class ListingRefreshService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly etsy: EtsyClient,
    private readonly access: EtsyAccessService,
    private readonly products: ProductsRepository,
  ) {}

  /**
   * Brings up to 100 listings up to date; one that is gone is tombstoned.
   *
   * @throws AppError `etsy.*`, such as `etsy.quota_second`
   */
  async refresh(
    sellerId: Id<'sel'>,
    etsyIds: readonly string[],
    priority: EtsyPriority,
  ): Promise<void> {
    if (etsyIds.length === 0) return;
    await this.access.use(sellerId, priority, async (_access, call) => {
      const asOf = await this.products.now();
      const ids = etsyIds.map(Number);
      const page = await this.etsy.getListingsByListingIds(call, ids);
      const snapshots = await readListings(this.etsy, call, page.listings);
      const alive = new Set(page.rejected.map(({ listingId }) => String(listingId)));
      for (const snapshot of snapshots) alive.add(snapshot.etsyId);
      const gone = await this.listGone(
        call,
        etsyIds.filter((id) => !alive.has(id)),
      );
      await this.store(sellerId, snapshots, gone, asOf);
    });
  }

  /** Reads what changed at Etsy since then, as far as the newest rows show it: two requests, or four with variations. */
  async refreshChanged(sellerId: Id<'sel'>, since: Date, priority: EtsyPriority): Promise<void> {
    await this.access.use(sellerId, priority, async ({ connection }, call) => {
      const asOf = await this.products.now();
      const changed: EtsyListing[] = [];
      for (const state of CHANGED_STATES) {
        const page = await this.etsy.getListingsByShop(call, Number(connection.shopId), state, {
          limit: RECENT_ROWS,
          sortOn: 'updated',
          sortOrder: 'desc',
        });
        changed.push(...page.listings.filter((listing) => changedAt(listing) >= since.getTime()));
      }
      await this.store(sellerId, await readListings(this.etsy, call, changed), [], asOf);
    });
  }

  /** What a batch leaves out is asked for alone before it counts as gone. */
  private async listGone(call: EtsyCall, etsyIds: readonly string[]): Promise<string[]> {
    const gone: string[] = [];
    for (const id of etsyIds.slice(0, 3)) {
      try {
        await this.etsy.getListing(call, Number(id));
      } catch (error) {
        if (!(error instanceof EtsyFailure && error.reason === 'not_found')) throw error;
        gone.push(id);
      }
    }
    return gone;
  }

  private async store(
    sellerId: Id<'sel'>,
    snapshots: ListingSnapshot[],
    gone: string[],
    asOf: Date,
  ): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await this.products.upsertPage(manager, sellerId, snapshots, asOf);
      const ids = snapshots.map((snapshot) => snapshot.etsyId);
      await this.products.confirm(manager, sellerId, ids, asOf);
      if (gone.length > 0) await this.products.bury(manager, sellerId, gone, asOf);
    });
  }
}

function changedAt(listing: EtsyListing): number {
  return (listing.last_modified_timestamp ?? listing.updated_timestamp ?? 0) * 1_000;
}
