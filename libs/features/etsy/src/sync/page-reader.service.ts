/**
 * Reads a run's pages from Etsy, a few ahead of the one that is being stored, so that the quota decides the pace and
 * neither the database nor the way to Etsy. What was read ahead and is not wanted after all is dropped.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  ETSY_MAX_PAGE,
  EtsyClient,
  findListings,
  type EtsyCall,
  type EtsyListing,
  type EtsyListingPage,
} from '#clients/etsy';
import { ProductsRepository, type ListingSnapshot } from '#features/products';
import { toAppError } from '#platform/errors';
import { EtsyAccessService, type EtsyAccess } from '../connection/etsy-access.service.js';
import { readListings } from './read-listings.js';
import { needsSections, stepsAhead, type SyncCursor, type SyncStep } from './sync-plan.js';
import { SyncRunsRepository, type SyncRunRow } from './sync-runs.repository.js';

/** Pages on their way at a time; bounds memory too. */
const AHEAD = 3;
/** Longer waits are put into the run's row, and the worker does something else. */
const MAX_NAP_MS = 1_000;
const MAX_NAPS = 5;

/** What one reading from Etsy brought. */
export interface Reading {
  /** When Etsy began to be asked. */
  asOf: Date;
  page: EtsyListingPage;
  snapshots: ListingSnapshot[];
  sections: number[];
}

/** Pages of a run that are on their way, by the step that wants them. */
export type PagesAhead = Map<string, Promise<Reading>>;

@Injectable()
export class PageReader {
  constructor(
    private readonly etsy: EtsyClient,
    private readonly access: EtsyAccessService,
    private readonly runs: SyncRunsRepository,
    private readonly products: ProductsRepository,
  ) {}

  /** The page at the cursor: one that was read ahead, or read now. */
  async take(run: SyncRunRow, ahead: PagesAhead, cursor: SyncCursor): Promise<Reading> {
    const [step] = cursor.steps;
    if (!step) throw new Error('the plan is at its end');
    const key = JSON.stringify(step);
    const reading = ahead.get(key) ?? this.fetch(run, cursor, step);
    ahead.delete(key);
    return reading;
  }

  /** Starts reading what comes at and behind the cursor. */
  lookAhead(run: SyncRunRow, ahead: PagesAhead, cursor: SyncCursor): void {
    const wanted = new Map(stepsAhead(cursor, AHEAD).map((step) => [JSON.stringify(step), step]));
    for (const key of ahead.keys()) if (!wanted.has(key)) ahead.delete(key);
    for (const [key, step] of wanted) {
      if (ahead.has(key)) continue;
      const reading = this.fetch(run, cursor, step);
      // If it fails, whoever waits for it hears of it; perhaps nobody does.
      reading.catch(() => undefined);
      ahead.set(key, reading);
    }
  }

  /** Listings by their ids, for what no page showed. */
  async readByIds(run: SyncRunRow, ids: readonly string[]): Promise<Reading> {
    return this.access.use(run.sellerId, 'background', async (_access, call) => {
      const asOf = await this.products.now();
      const found = await patiently(() => findListings(this.etsy, call, ids.map(Number)));
      const page = { ...found, count: found.listings.length };
      return { asOf, page, sections: [], snapshots: await this.withInventories(call, page, true) };
    });
  }

  private fetch(run: SyncRunRow, cursor: SyncCursor, step: SyncStep): Promise<Reading> {
    return this.access.use(run.sellerId, 'background', (access, call) =>
      this.read(run, cursor, step, access, call),
    );
  }

  private async read(
    run: SyncRunRow,
    cursor: SyncCursor,
    step: SyncStep,
    { connection }: EtsyAccess,
    call: EtsyCall,
  ): Promise<Reading> {
    const asOf = await this.products.now();
    const shopId = Number(connection.shopId);
    if (!cursor.shopRead) await patiently(() => this.access.readShop(connection, call));
    const page = await patiently(() => this.list(call, shopId, step));
    const listings =
      step.sectionId === null ? page.listings : await this.withPictures(run, call, page);
    const facts = { rows: page.listings.length, count: page.count, newlyMet: 0 };
    const sections = needsSections(step, facts)
      ? await patiently(() => this.etsy.getShopSections(call, shopId))
      : [];
    // Etsy failed twice at this page: what breaks it is found and left out.
    const whole = run.attemptCount < 2;
    return {
      asOf,
      page,
      sections: sections.map((section) => section.shop_section_id),
      snapshots: await this.withInventories(call, { listings }, whole),
    };
  }

  private list(call: EtsyCall, shopId: number, step: SyncStep): Promise<EtsyListingPage> {
    const { offset, order: sortOrder } = step;
    const options = { limit: ETSY_MAX_PAGE, offset, sortOn: 'created', sortOrder } as const;
    return step.sectionId === null
      ? this.etsy.getListingsByShop(call, shopId, step.state, options)
      : this.etsy.getListingsByShopSectionId(call, shopId, [step.sectionId], options);
  }

  private withInventories(
    call: EtsyCall,
    { listings }: { listings: readonly EtsyListing[] },
    whole: boolean,
  ): Promise<ListingSnapshot[]> {
    return patiently(() => readListings(this.etsy, call, listings, whole));
  }

  /** Lists of a section come without pictures; those the run has met already need not be read again. */
  private async withPictures(
    run: SyncRunRow,
    call: EtsyCall,
    page: EtsyListingPage,
  ): Promise<EtsyListing[]> {
    const ids = page.listings.map((listing) => String(listing.listing_id));
    const unmet = await this.runs.listUnmet(run.id, ids);
    if (unmet.length === 0) return [];
    const found = await patiently(() => findListings(this.etsy, call, unmet.map(Number)));
    return found.listings;
  }
}

/** Waits a moment for its turn a few times, before it gives way to others. */
async function patiently<T>(request: () => Promise<T>): Promise<T> {
  for (let naps = 0; ; naps += 1) {
    try {
      return await request();
    } catch (error) {
      const { kind, retryAfterMs } = toAppError(error);
      const soon = kind === 'rate_limited' && (retryAfterMs ?? MAX_NAP_MS + 1) <= MAX_NAP_MS;
      if (!soon || naps >= MAX_NAPS) throw error;
      await sleep(retryAfterMs);
    }
  }
}
