/** Finds out which listings an order changed, and reads them from Etsy. */
import { Injectable } from '@nestjs/common';
import { EtsyClient } from '#clients/etsy';
import { HOUR_MS } from '#platform/clock';
import type { Id } from '#platform/ids';
import { EtsyAccessService } from '../connection/etsy-access.service.js';
import { ORDERS_SCOPE } from '../connection/etsy-scopes.js';
import { ListingRefreshService } from '../live/listing-refresh.service.js';
import type { OrderEventRow } from './order-events.repository.js';

/** An order is announced within this. */
const CHANGED_WITHIN_MS = HOUR_MS;

@Injectable()
export class OrderStockReader {
  constructor(
    private readonly access: EtsyAccessService,
    private readonly etsy: EtsyClient,
    private readonly refreshes: ListingRefreshService,
  ) {}

  /** With the permission to read orders: its listings; without: what changed within the hour. */
  async read(event: OrderEventRow): Promise<void> {
    const ids = await this.listingsOf(event.sellerId, Number(event.receiptId));
    if (ids === null) {
      const since = new Date(event.createdAt.getTime() - CHANGED_WITHIN_MS);
      await this.refreshes.refreshChanged(event.sellerId, since, 'interactive');
    } else await this.refreshes.refresh(event.sellerId, ids, 'interactive');
  }

  private async listingsOf(sellerId: Id<'sel'>, receiptId: number): Promise<string[] | null> {
    return this.access.use(sellerId, 'interactive', async ({ connection }, call) => {
      if (!connection.scopes.includes(ORDERS_SCOPE)) return null;
      const receipt = await this.etsy.getShopReceipt(call, Number(connection.shopId), receiptId);
      const ids = receipt.transactions.flatMap(({ listing_id }) =>
        listing_id ? [String(listing_id)] : [],
      );
      return [...new Set(ids)].slice(0, 100);
    });
  }
}
