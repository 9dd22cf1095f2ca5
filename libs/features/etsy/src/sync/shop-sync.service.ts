/**
 * Brings a shop's listings in: every state, page by page. A page's rows, the ids it met and the cursor behind it are
 * one transaction, so a sync goes on where it was killed. What vanished is tombstoned only after a complete pass.
 */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  ETSY_LISTING_STATES,
  ETSY_MAX_PAGE,
  EtsyClient,
  EtsyFailure,
  findInventories,
  type EtsyCall,
  type EtsyListingPage,
} from '#clients/etsy';
import { ProductsRepository } from '#features/products';
import { inTransaction } from '#platform/database';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { EtsyConnectionsRepository } from '../connection/etsy-connections.repository.js';
import { EtsyTokensService, type EtsyAccess } from '../connection/etsy-tokens.service.js';
import { listingSnapshot } from './listing-mapper.js';
import { SyncRunsRepository, type SyncCursor, type SyncRunRow } from './sync-runs.repository.js';

const MAX_ATTEMPTS = 6;

@Injectable()
export class ShopSyncService {
  private readonly logger = new Logger(ShopSyncService.name);
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly etsy: EtsyClient,
    private readonly tokens: EtsyTokensService,
    private readonly connections: EtsyConnectionsRepository,
    private readonly runs: SyncRunsRepository,
    private readonly products: ProductsRepository,
  ) {}

  /** Works on a run until it is complete, must wait, or the lease is lost. */
  async work(syncRunId: Id<'syn'>, worker: string): Promise<void> {
    const run = await this.runs.claim(syncRunId, worker);
    if (!run) return;
    try {
      let cursor: SyncCursor | null = run.cursor;
      while (cursor && !this.stopping) cursor = await this.page(run, cursor);
      if (cursor) await this.runs.release(run.id, run.epoch);
    } catch (error) {
      await this.putOff(run, error);
    }
  }

  /** Runs under way end behind the page they are at; others may go on with them at once. */
  stop(): void {
    this.stopping = true;
  }

  /** @returns the next cursor, or null when nothing is left to do here */
  private async page(run: SyncRunRow, cursor: SyncCursor): Promise<SyncCursor | null> {
    const state = ETSY_LISTING_STATES[cursor.stateIndex];
    if (!state) {
      await this.complete(run);
      return null;
    }
    const access = await this.tokens.access(run.sellerId);
    const call: EtsyCall = {
      accessToken: access.accessToken,
      priority: 'background',
      subject: run.sellerId,
    };
    const shopId = Number(access.connection.shopId);
    const page = await this.etsy.getListingsByShop(call, shopId, state, {
      limit: ETSY_MAX_PAGE,
      offset: cursor.offset,
      sortOn: 'created',
      sortOrder: 'asc',
    });
    const next = nextCursor(cursor, page);
    const stored = await this.store(run, access, call, page, next);
    return stored ? next : null;
  }

  private async store(
    run: SyncRunRow,
    _access: EtsyAccess,
    call: EtsyCall,
    page: EtsyListingPage,
    next: SyncCursor,
  ): Promise<boolean> {
    const withVariations = page.listings
      .filter((listing) => listing.has_variations)
      .map((listing) => listing.listing_id);
    const { inventories } = await findInventories(this.etsy, call, withVariations);
    const snapshots = page.listings.map((listing) =>
      listingSnapshot(listing, inventories.get(listing.listing_id)),
    );
    const rejected = page.rejected.flatMap(({ listingId }) =>
      listingId === null ? [] : [String(listingId)],
    );
    return inTransaction(this.dataSource, async (manager) => {
      if (!(await this.runs.hold(manager, run.id, run.epoch))) return false;
      const { changed } = await this.products.upsertPage(manager, run.sellerId, snapshots);
      await this.runs.recordPage(manager, run.id, {
        cursor: next,
        seenIds: [...snapshots.map((snapshot) => snapshot.etsyId), ...rejected],
        changed,
        total: null,
      });
      return true;
    });
  }

  private async complete(run: SyncRunRow): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      if (!(await this.runs.hold(manager, run.id, run.epoch))) return;
      const removed = await this.products.removeUnseen(manager, run.sellerId, run.id);
      await this.connections.markSynced(manager, run.sellerId);
      await this.runs.finish(manager, run.id, { status: 'completed', removed });
    });
  }

  private async putOff(run: SyncRunRow, error: unknown): Promise<void> {
    const { code, kind, retryAfterMs } = toAppError(error);
    this.logger.warn({ syncRunId: run.id, code }, 'a sync has to wait');
    const innocent =
      kind === 'rate_limited' || (error instanceof EtsyFailure && error.retryAfterMs !== undefined);
    const attempts = run.attemptCount + 1;
    const lost = code === 'etsy.needs_reconnect' || code === 'etsy.not_connected';
    if (lost || (!innocent && attempts >= MAX_ATTEMPTS)) {
      await this.dataSource.transaction((manager) =>
        this.runs.finish(manager, run.id, { status: 'failed', error: code }),
      );
      return;
    }
    await this.runs.wait(run.id, run.epoch, {
      afterMs: retryAfterMs ?? 2_000 * 2 ** attempts,
      reason: code,
      countAttempt: !innocent,
    });
  }
}

function nextCursor(cursor: SyncCursor, page: EtsyListingPage): SyncCursor {
  const rowCount = page.listings.length + page.rejected.length;
  const offset = cursor.offset + rowCount;
  const done = rowCount < ETSY_MAX_PAGE || offset >= page.count;
  return done ? { stateIndex: cursor.stateIndex + 1, offset: 0 } : { ...cursor, offset };
}
