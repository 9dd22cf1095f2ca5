/**
 * Works on a sync run: page by page, then what the pages did not show is looked up by id, and only what Etsy says is gone
 * is tombstoned. A page's rows, the ids it met and the cursor behind it are one transaction, so a run goes on where it
 * was killed, and only a few pages are in memory at a time.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ETSY_MAX_PAGE, type EtsyListingPage } from '#clients/etsy';
import { ProductsRepository } from '#features/products';
import { inTransaction } from '#platform/database';
import type { Id } from '#platform/ids';
import { PageReader, type PagesAhead } from './page-reader.service.js';
import { SyncEndingsService } from './sync-endings.service.js';
import { afterPage, type SyncCursor, totalOf, walkAgain } from './sync-plan.js';
import { SyncRunsRepository, type SyncRunRow } from './sync-runs.repository.js';

/** A run under way in this process. */
interface Work {
  run: SyncRunRow;
  /** Pages behind the one that is being stored. */
  ahead: PagesAhead;
}

@Injectable()
export class ShopSyncService {
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly pages: PageReader,
    private readonly runs: SyncRunsRepository,
    private readonly products: ProductsRepository,
    private readonly endings: SyncEndingsService,
  ) {}

  /** Works on a run until it is complete, must wait, or the lease is lost. */
  async work(syncRunId: Id<'syn'>, worker: string): Promise<void> {
    const run = await this.runs.claim(syncRunId, worker);
    if (!run) return;
    let cursor: SyncCursor | null = run.cursor;
    const work: Work = { run, ahead: new Map() };
    try {
      while (cursor && !this.stopping) cursor = await this.goOn(work, cursor);
      if (cursor) await this.runs.release(run.id, run.epoch);
    } catch (error) {
      await this.endings.afterFailure(run, cursor, error);
    }
  }

  /** Runs under way end behind the page they are at; others may go on with them at once. */
  stop(): void {
    this.stopping = true;
  }

  /** One page, or what comes when there is none left. @returns null when nothing is left to do here */
  private async goOn(work: Work, cursor: SyncCursor): Promise<SyncCursor | null> {
    const { run } = work;
    if (cursor.steps.length > 0) return this.walk(work, cursor);
    const again = walkAgain(cursor);
    if (again) return again;
    if (cursor.failed.length > 0) return this.endings.incomplete(run, cursor);
    return this.lookUpUnseen(run, cursor);
  }

  private async walk({ run, ahead }: Work, cursor: SyncCursor): Promise<SyncCursor | null> {
    const { page, snapshots, asOf, sections } = await this.pages.take(run, ahead, cursor);
    const rows = page.listings.length + page.rejected.length;
    const facts = { rows, count: page.count };
    const then = { ...afterPage(cursor, { ...facts, newlyMet: 0 }, sections), shopRead: true };
    if (!this.stopping) this.pages.lookAhead(run, ahead, then);
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

  /** Asks Etsy for what no page showed, a hundred at a time; the run is complete when nothing is left. */
  private async lookUpUnseen(run: SyncRunRow, cursor: SyncCursor): Promise<SyncCursor | null> {
    const unseen = await this.products.listUnseen(
      this.dataSource,
      run.sellerId,
      run.id,
      ETSY_MAX_PAGE,
    );
    if (unseen.length === 0) return this.endings.complete(run, cursor);
    const { asOf, page, snapshots } = await this.pages.readByIds(run, unseen);
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
