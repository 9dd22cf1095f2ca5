/**
 * Works on a sync run: page by page, then what the pages did not show is looked up by id, and only what Etsy says is gone
 * is tombstoned. A page's rows, the ids it met and the cursor behind it are one transaction, so a run goes on where it
 * was killed, and no more than two pages are in memory at a time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ETSY_MAX_PAGE, EtsyClient, type EtsyCall, type EtsyListingPage } from '#clients/etsy';
import { ProductsRepository, type ListingSnapshot } from '#features/products';
import { inTransaction } from '#platform/database';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { EtsyAccessService, type EtsyAccess } from '../connection/etsy-access.service.js';
import { readListings } from './read-listings.js';
import { SyncEndingsService } from './sync-endings.service.js';
import {
  afterPage,
  needsSections,
  type SyncCursor,
  type SyncStep,
  totalOf,
  walkAgain,
} from './sync-plan.js';
import { SyncRunsRepository, type SyncRunRow } from './sync-runs.repository.js';

/** Longer waits are put into the run's row, and the worker does something else. */
const MAX_NAP_MS = 1_000;
const MAX_NAPS = 5;

/** What one reading from Etsy brought. */
interface Reading {
  /** When Etsy began to be asked. */
  asOf: Date;
  page: EtsyListingPage;
  snapshots: ListingSnapshot[];
  sections: number[];
}

/** A run under way in this process. */
interface Work {
  run: SyncRunRow;
  /** The page behind the one that is being stored. */
  ahead: { step: SyncStep; reading: Promise<Reading> } | null;
}

@Injectable()
export class ShopSyncService {
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly etsy: EtsyClient,
    private readonly access: EtsyAccessService,
    private readonly runs: SyncRunsRepository,
    private readonly products: ProductsRepository,
    private readonly endings: SyncEndingsService,
  ) {}

  /** Works on a run until it is complete, must wait, or the lease is lost. */
  async work(syncRunId: Id<'syn'>, worker: string): Promise<void> {
    const run = await this.runs.claim(syncRunId, worker);
    if (!run) return;
    let cursor: SyncCursor | null = run.cursor;
    const work: Work = { run, ahead: null };
    try {
      while (cursor && !this.stopping) cursor = await this.patiently(work, cursor);
      if (cursor) await this.runs.release(run.id, run.epoch);
    } catch (error) {
      await this.endings.afterFailure(run, cursor, error);
    }
  }

  /** Runs under way end behind the page they are at; others may go on with them at once. */
  stop(): void {
    this.stopping = true;
  }

  /** Waits a moment for its turn a few times, before it gives way to others. */
  private async patiently(work: Work, cursor: SyncCursor): Promise<SyncCursor | null> {
    for (let waits = 0; ; waits += 1) {
      try {
        return await this.goOn(work, cursor);
      } catch (error) {
        const { kind, retryAfterMs } = toAppError(error);
        const soon = kind === 'rate_limited' && (retryAfterMs ?? MAX_NAP_MS + 1) <= MAX_NAP_MS;
        if (!soon || waits >= MAX_NAPS) throw error;
        await sleep(retryAfterMs);
      }
    }
  }

  /** One page, or what comes when there is none left. @returns null when nothing is left to do here */
  private async goOn(work: Work, cursor: SyncCursor): Promise<SyncCursor | null> {
    const { run } = work;
    const [step] = cursor.steps;
    if (step) return this.walk(work, cursor, step);
    const again = walkAgain(cursor);
    if (again) return again;
    if (cursor.failed.length > 0) return this.endings.incomplete(run, cursor);
    return this.lookUpUnseen(run, cursor);
  }

  private async walk(work: Work, cursor: SyncCursor, step: SyncStep): Promise<SyncCursor | null> {
    const { run, ahead } = work;
    work.ahead = null;
    const isAhead = ahead !== null && JSON.stringify(ahead.step) === JSON.stringify(step);
    const reading = await (isAhead ? ahead.reading : this.fetch(run, cursor, step));
    const { page, snapshots, asOf, sections } = reading;
    const rows = page.listings.length + page.rejected.length;
    const facts = { rows, count: page.count };
    // The next page is on its way while this one is stored, so that the quota decides the pace and not the database.
    const then = { ...afterPage(cursor, { ...facts, newlyMet: 0 }, sections), shopRead: true };
    work.ahead = this.lookAhead(run, then);
    const ids = [...snapshots.map((snapshot) => snapshot.etsyId), ...rejectedIds(page)];
    return this.write(run, async (manager) => {
      const { changed } = await this.products.upsertPage(manager, run.sellerId, snapshots, asOf);
      const met = await this.runs.meet(manager, run.id, ids);
      const next = { ...afterPage(cursor, { ...facts, newlyMet: met }, sections), shopRead: true };
      const total = totalOf(next);
      await this.runs.advance(manager, run.id, { cursor: next, total, met, changed });
      return next;
    });
  }

  private lookAhead(run: SyncRunRow, cursor: SyncCursor): Work['ahead'] {
    const [step] = cursor.steps;
    if (!step || this.stopping) return null;
    const reading = this.fetch(run, cursor, step);
    // If it fails, whoever waits for it hears of it; perhaps nobody does.
    reading.catch(() => undefined);
    return { step, reading };
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
    if (!cursor.shopRead) await this.access.readShop(connection, call);
    const options = {
      limit: ETSY_MAX_PAGE,
      offset: step.offset,
      sortOn: 'created',
      sortOrder: step.order,
    } as const;
    const page =
      step.sectionId === null
        ? await this.etsy.getListingsByShop(call, shopId, step.state, options)
        : await this.etsy.getListingsByShopSectionId(call, shopId, [step.sectionId], options);
    const listings =
      step.sectionId === null ? page.listings : await this.withPictures(run, call, page);
    const facts = { rows: page.listings.length, count: page.count, newlyMet: 0 };
    const sections = needsSections(step, facts)
      ? (await this.etsy.getShopSections(call, shopId)).map((section) => section.shop_section_id)
      : [];
    const patient = run.attemptCount < 2;
    return {
      asOf,
      page,
      sections,
      snapshots: await readListings(this.etsy, call, listings, patient),
    };
  }

  /** Lists of a section come without pictures; those the run has met already need not be read again. */
  private async withPictures(
    run: SyncRunRow,
    call: EtsyCall,
    page: EtsyListingPage,
  ): Promise<EtsyListingPage['listings']> {
    const ids = page.listings.map((listing) => String(listing.listing_id));
    const unmet = await this.runs.listUnmet(run.id, ids);
    if (unmet.length === 0) return [];
    return (await this.etsy.getListingsByListingIds(call, unmet.map(Number))).listings;
  }

  /** Asks Etsy for what no page showed, a hundred at a time; the run is complete when nothing is left. */
  private async lookUpUnseen(run: SyncRunRow, cursor: SyncCursor): Promise<SyncCursor | null> {
    const unseen = await this.products.listUnseen(
      this.dataSource,
      run.sellerId,
      run.id,
      ETSY_MAX_PAGE,
    );
    if (unseen.length === 0) return this.endings.complete(run, cursor);
    const { asOf, page, snapshots } = await this.access.use(
      run.sellerId,
      'background',
      async (_access, call) => {
        const began = await this.products.now();
        const found = await this.etsy.getListingsByListingIds(call, unseen.map(Number));
        const read = await readListings(this.etsy, call, found.listings);
        return { asOf: began, page: found, snapshots: read };
      },
    );
    const alive = [...snapshots.map((snapshot) => snapshot.etsyId), ...rejectedIds(page)];
    const gone = unseen.filter((id) => !alive.includes(id));
    // A row without a readable id may be any of them.
    const mayBury = page.rejected.every(({ listingId }) => listingId !== null);
    return this.write(run, async (manager) => {
      const { changed } = await this.products.upsertPage(manager, run.sellerId, snapshots, asOf);
      const removed = mayBury ? await this.products.bury(manager, run.sellerId, gone, asOf) : 0;
      // What somebody read later than this is alive; noted as met, or it would be asked for for ever.
      const met = await this.runs.meet(manager, run.id, [...alive, ...gone]);
      await this.runs.advance(manager, run.id, {
        cursor,
        total: totalOf(cursor),
        met: met - gone.length,
        changed,
        removed,
      });
      return cursor;
    });
  }

  /** @returns null when the run is no longer this worker's */
  private async write(
    run: SyncRunRow,
    work: (manager: EntityManager) => Promise<SyncCursor>,
  ): Promise<SyncCursor | null> {
    const next = await inTransaction(this.dataSource, async (manager) =>
      (await this.runs.hold(manager, run.id, run.epoch)) ? work(manager) : null,
    );
    if (next) this.endings.tellProgress(run.sellerId);
    return next;
  }
}

/** Rows that could not be read are alive all the same. */
function rejectedIds(page: EtsyListingPage): string[] {
  return page.rejected.flatMap(({ listingId }) => (listingId === null ? [] : [String(listingId)]));
}
