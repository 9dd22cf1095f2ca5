/** Reads single listings from Etsy at once: when a buyer asks, when an order came in, when a change was published. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  ETSY_MAX_PAGE,
  EtsyClient,
  EtsyFailure,
  findListings,
  type EtsyCall,
  type EtsyListingState,
  type EtsyPriority,
} from '#clients/etsy';
import { ProductsRepository, type ListingSnapshot } from '#features/products';
import { inTransaction } from '#platform/database';
import type { Id } from '#platform/ids';
import { EtsyAccessService, type EtsyAccess } from '../connection/etsy-access.service.js';
import {
  EtsyConnectionsRepository,
  type EtsyConnectionRow,
} from '../connection/etsy-connections.repository.js';
import { readListings } from '../sync/read-listings.js';

const CHANGED_STATES: readonly EtsyListingState[] = ['active', 'sold_out'];
/** Of each state; an order is told within minutes, and nobody changes more by hand. */
const MAX_RECENT_PAGES = 5;

@Injectable()
export class ListingRefreshService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly etsy: EtsyClient,
    private readonly access: EtsyAccessService,
    private readonly products: ProductsRepository,
    private readonly connections: EtsyConnectionsRepository,
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
    await this.access.use(sellerId, priority, async ({ connection }, call) => {
      const asOf = await this.products.now();
      const page = await findListings(this.etsy, call, etsyIds.map(Number));
      const snapshots = await readListings(this.etsy, call, page.listings);
      const alive = new Set(page.rejected.map(({ listingId }) => String(listingId)));
      for (const snapshot of snapshots) alive.add(snapshot.etsyId);
      const gone = await this.listGone(
        call,
        etsyIds.filter((id) => !alive.has(id)),
      );
      await this.store(connection, snapshots, gone, asOf);
    });
  }

  /** Reads what changed at Etsy since then: the newest rows first, page by page, until one shows older ones. */
  async refreshChanged(sellerId: Id<'sel'>, since: Date, priority: EtsyPriority): Promise<void> {
    await this.access.use(sellerId, priority, async (access, call) => {
      for (const state of CHANGED_STATES) {
        let more = true;
        for (let page = 0; more && page < MAX_RECENT_PAGES; page += 1) {
          const place = { state, offset: page * ETSY_MAX_PAGE };
          more = await this.refreshPage(access, call, place, since);
        }
      }
    });
  }

  /** @returns whether the page behind it may hold changes too */
  private async refreshPage(
    { connection }: EtsyAccess,
    call: EtsyCall,
    { state, offset }: { state: EtsyListingState; offset: number },
    since: Date,
  ): Promise<boolean> {
    const asOf = await this.products.now();
    const { listings } = await this.etsy.getListingsByShop(call, Number(connection.shopId), state, {
      limit: ETSY_MAX_PAGE,
      offset,
      sortOn: 'updated',
      sortOrder: 'desc',
    });
    const changed = listings.filter((listing) => changedAt(listing) >= since.getTime());
    const snapshots = await readListings(this.etsy, call, changed);
    await this.store(connection, snapshots, [], asOf);
    return changed.length === ETSY_MAX_PAGE;
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
    { id, sellerId }: EtsyConnectionRow,
    snapshots: ListingSnapshot[],
    gone: string[],
    asOf: Date,
  ): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      // Disconnected while Etsy was asked: nothing of the shop is kept.
      if (!(await this.connections.hold(manager, id))) return;
      await this.products.upsertPage(manager, sellerId, snapshots, asOf);
      const ids = snapshots.map((snapshot) => snapshot.etsyId);
      await this.products.confirm(manager, sellerId, ids, asOf);
      if (gone.length > 0) await this.products.bury(manager, sellerId, gone, asOf);
    });
  }
}

function changedAt(listing: {
  last_modified_timestamp?: number | null | undefined;
  updated_timestamp?: number | null | undefined;
}): number {
  return (listing.last_modified_timestamp ?? listing.updated_timestamp ?? 0) * 1_000;
}
