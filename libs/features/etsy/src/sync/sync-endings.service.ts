/** How a sync run ends or is put off: what is written then, when the next one comes, who is told. */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EtsyFailure, type EtsyFailureReason } from '#clients/etsy';
import { ProductsRepository } from '#features/products';
import { inTransaction } from '#platform/database';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { PubSub } from '#platform/redis';
import { restMs } from '../quota/quota-budget.js';
import { RETRY_SYNC_MS, syncIntervalMs } from './rhythm/sync-rhythm.js';
import { SyncRhythmRepository } from './rhythm/sync-rhythm.repository.js';
import { totalOf, withoutState, type SyncCursor } from './sync-plan.js';
import { SyncRunsRepository, type SyncRunRow } from './sync-runs.repository.js';

/** A page that failed so often is given up, and its state with it. */
const MAX_ATTEMPTS = 4;
const BACKOFF_MS = 2_000;

/** Waiting does not help against these; the next scheduled run tries again. */
const HOPELESS: ReadonlySet<EtsyFailureReason> = new Set([
  'insufficient_scope',
  'forbidden',
  'misconfigured_key',
  'revoked_grant',
]);

/** Name of the wake-up channel of a seller's sync. */
export function syncChannel(sellerId: Id<'sel'>): string {
  return `sync:${sellerId}`;
}

@Injectable()
export class SyncEndingsService {
  private readonly logger = new Logger(SyncEndingsService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly runs: SyncRunsRepository,
    private readonly products: ProductsRepository,
    private readonly rhythm: SyncRhythmRepository,
    private readonly pubSub: PubSub,
  ) {}

  /** Wakes those who watch. */
  tellProgress(sellerId: Id<'sel'>): void {
    this.pubSub.publish(syncChannel(sellerId), {});
  }

  /** Everything was met or looked up: the whole catalogue is as fresh as the run's beginning. */
  async complete(run: SyncRunRow, cursor: SyncCursor): Promise<null> {
    await inTransaction(this.dataSource, async (manager) => {
      if (!(await this.runs.hold(manager, run.id, run.epoch))) return;
      await this.runs.advance(manager, run.id, { cursor, total: totalOf(cursor) });
      await this.products.confirmAll(manager, run.sellerId, run.startedAt ?? run.createdAt);
      const askedAt = await this.rhythm.lastAskedAt(manager, run.sellerId);
      await this.rhythm.markSynced(manager, run.sellerId, syncIntervalMs(askedAt));
      await this.runs.finish(manager, run.id, { status: 'completed' });
    });
    this.tellProgress(run.sellerId);
    return null;
  }

  /** Some states could not be had: what was met is confirmed, nothing is tombstoned. */
  async incomplete(run: SyncRunRow, cursor: SyncCursor): Promise<null> {
    await inTransaction(this.dataSource, async (manager) => {
      if (!(await this.runs.hold(manager, run.id, run.epoch))) return;
      await this.runs.advance(manager, run.id, { cursor, total: totalOf(cursor) });
      const asOf = run.startedAt ?? run.createdAt;
      await this.products.confirmMet(manager, run.sellerId, run.id, asOf);
      await this.rhythm.scheduleSync(manager, run.sellerId, RETRY_SYNC_MS);
      await this.runs.finish(manager, run.id, { status: 'failed', error: 'etsy.states_missing' });
    });
    this.tellProgress(run.sellerId);
    return null;
  }

  /** @param cursor where the run stood */
  async afterFailure(run: SyncRunRow, cursor: SyncCursor | null, error: unknown): Promise<void> {
    const { code, retryAfterMs } = toAppError(error);
    // Waiting for one's turn is the normal course of a sync.
    if (isInnocent(error)) this.logger.log({ syncRunId: run.id, code }, 'a sync waits its turn');
    else this.logger.warn({ syncRunId: run.id, code, err: error }, 'a sync has to wait');
    const step = cursor?.steps[0];
    if (isHopeless(error, code)) await this.giveUp(run, code);
    else if (isInnocent(error)) {
      await this.wait(run, code, restMs(retryAfterMs ?? BACKOFF_MS), false);
    } else if (run.attemptCount + 1 < MAX_ATTEMPTS) {
      await this.wait(run, code, BACKOFF_MS * 2 ** run.attemptCount, true);
    } else if (cursor && step) await this.skipState(run, withoutState(cursor, step.state), code);
    else await this.giveUp(run, code);
    this.tellProgress(run.sellerId);
  }

  private async wait(
    run: SyncRunRow,
    reason: string,
    afterMs: number,
    countAttempt: boolean,
  ): Promise<void> {
    await this.runs.wait(run.id, run.epoch, { afterMs, reason, countAttempt });
  }

  private async skipState(run: SyncRunRow, cursor: SyncCursor, code: string): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      if (!(await this.runs.hold(manager, run.id, run.epoch))) return;
      await this.runs.advance(manager, run.id, { cursor, total: totalOf(cursor) });
    });
    await this.wait(run, code, 0, false);
  }

  private async giveUp(run: SyncRunRow, code: string): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      if (!(await this.runs.hold(manager, run.id, run.epoch))) return;
      await this.rhythm.scheduleSync(manager, run.sellerId, RETRY_SYNC_MS);
      await this.runs.finish(manager, run.id, { status: 'failed', error: code });
    });
  }
}

function isHopeless(error: unknown, code: string): boolean {
  if (code === 'etsy.needs_reconnect' || code === 'etsy.not_connected') return true;
  return error instanceof EtsyFailure && HOPELESS.has(error.reason);
}

/** Nobody's fault but the quota's. */
function isInnocent(error: unknown): boolean {
  if (toAppError(error).kind === 'rate_limited') return true;
  return (
    error instanceof EtsyFailure &&
    (error.reason === 'per_second_limit' || error.reason === 'per_day_limit')
  );
}
