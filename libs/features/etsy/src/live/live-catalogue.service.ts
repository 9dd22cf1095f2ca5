/**
 * The catalogue as the agent's tools read it: what a buyer asks about is read from Etsy first when it is no longer fresh.
 * Trouble with Etsy or the quota never costs the answer; it then comes from what is stored, with its age.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import {
  type AgentReader,
  type AgentSearch,
  CatalogueService,
  presentSearch,
  type Product,
} from '#features/products';
import { Clock, HOUR_MS, MINUTE_MS } from '#platform/clock';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { BUSY_INTERVAL_MS } from '../sync/rhythm/sync-rhythm.js';
import { SyncRhythmRepository } from '../sync/rhythm/sync-rhythm.repository.js';
import { ListingRefreshService } from './listing-refresh.service.js';

/** A product that is looked at closely: stock and price should be of this hour. */
const FRESH_MS = 20 * MINUTE_MS;
/** Search results: below Etsy's six hours, with time to spare. */
const FRESH_IN_SEARCH_MS = 5 * HOUR_MS;
/** A buyer does not wait longer for fresher words. */
const PATIENCE_MS = 4_000;

@Injectable()
export class LiveCatalogueService {
  private readonly logger = new Logger(LiveCatalogueService.name);
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly catalogue: CatalogueService,
    private readonly refreshes: ListingRefreshService,
    private readonly rhythm: SyncRhythmRepository,
    private readonly clock: Clock,
  ) {}

  /** As CatalogueService.searchForAgent, from results that are not too old. */
  async searchForAgent(
    sellerId: Id<'sel'>,
    search: AgentSearch,
  ): ReturnType<CatalogueService['searchForAgent']> {
    const [page] = await Promise.all([
      this.catalogue.findForAgent(sellerId, search),
      search.sellableOnly && this.noteAsked(sellerId),
    ]);
    const old = page.products.filter((product) => this.isOlder(product, FRESH_IN_SEARCH_MS));
    if (old.length === 0 || !(await this.refresh(sellerId, old))) return presentSearch(page);
    return this.catalogue.searchForAgent(sellerId, search);
  }

  /** As CatalogueService.getForAgent, read from Etsy when it is older than 20 minutes. */
  async getForAgent(
    sellerId: Id<'sel'>,
    id: Id<'prod'>,
    reader: AgentReader,
  ): ReturnType<CatalogueService['getForAgent']> {
    const product = await this.catalogue.find(sellerId, id);
    if (!product) return null;
    if (reader.sellableOnly) await this.noteAsked(sellerId);
    if (this.isOlder(product, FRESH_MS)) await this.refresh(sellerId, [product]);
    return this.catalogue.getForAgent(sellerId, id, reader);
  }

  private isOlder(product: Product, ageMs: number): boolean {
    return this.clock.now().getTime() - product.syncedAt.getTime() > ageMs;
  }

  private async noteAsked(sellerId: Id<'sel'>): Promise<void> {
    await this.rhythm.noteAsked(sellerId, BUSY_INTERVAL_MS);
  }

  /** @returns whether it came about in time */
  private async refresh(sellerId: Id<'sel'>, products: readonly Product[]): Promise<boolean> {
    const ids = products.map((product) => product.etsyId).toSorted();
    const key = `${sellerId} ${ids.join(' ')}`;
    const known = this.underWay.get(key);
    const work =
      known ??
      this.refreshes.refresh(sellerId, ids, 'live').finally(() => this.underWay.delete(key));
    this.underWay.set(key, work);
    const patience = new AbortController();
    try {
      return await Promise.race([
        work.then(() => true),
        sleep(PATIENCE_MS, false, { signal: patience.signal }),
      ]);
    } catch (error) {
      this.logger.warn({ code: toAppError(error).code }, 'answered from what is stored');
      return false;
    } finally {
      patience.abort();
      // If it fails later, nobody waits for it any more.
      work.catch(() => undefined);
    }
  }
}
