/** SQL of `sync_runs` and `sync_seen`. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import { firstCursor, type SyncCursor } from './sync-plan.js';
import type { SyncRunEntity, SyncRunStatus } from './sync-run.entity.js';

export const SYNC_LEASE_MS = 60_000;

export type SyncTrigger = SyncRunEntity['trigger'];

export interface SyncRunRow {
  id: Id<'syn'>;
  sellerId: Id<'sel'>;
  trigger: SyncTrigger;
  status: SyncRunStatus;
  cursor: SyncCursor;
  seenCount: number;
  changedCount: number;
  removedCount: number;
  totalCount: number | null;
  attemptCount: number;
  /** What it waits for, or what ended it: the code of an error. */
  error: string | null;
  epoch: number;
  availableAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  createdAt: Date;
}

const COLUMNS = `id, seller_id, trigger, status, cursor, seen_count, changed_count, removed_count, total_count,
  attempt_count, error, epoch, available_at, started_at, finished_at, created_at`;
const OPEN = `('queued', 'running', 'waiting')`;

@Injectable()
export class SyncRunsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Starts a run, or answers the one that is open already; somebody who asks does not wait for a failed one's rest. */
  async request(sellerId: Id<'sel'>, trigger: SyncTrigger): Promise<SyncRunRow> {
    await rows(
      this.dataSource,
      `insert into sync_runs (id, seller_id, trigger, cursor) values ($1, $2, $3, $4) on conflict do nothing`,
      [newId('syn'), sellerId, trigger, JSON.stringify(firstCursor())],
    );
    const latest = await this.findLatest(sellerId);
    if (!latest) throw new Error('a sync run vanished');
    return latest;
  }

  async findLatest(sellerId: Id<'sel'>): Promise<SyncRunRow | null> {
    return row(
      this.dataSource,
      `select ${COLUMNS} from sync_runs where seller_id = $1
        order by (status in ${OPEN}) desc, created_at desc limit 1`,
      [sellerId],
    );
  }

  async find(id: Id<'syn'>): Promise<SyncRunRow | null> {
    return row(this.dataSource, `select ${COLUMNS} from sync_runs where id = $1`, [id]);
  }

  async claim(id: Id<'syn'>, worker: string): Promise<SyncRunRow | null> {
    return row(
      this.dataSource,
      `update sync_runs
          set epoch = epoch + 1, lease_owner = $2, lease_until = now() + $3 * interval '1 millisecond',
              status = 'running', started_at = coalesce(started_at, now())
        where id = $1 and status in ${OPEN} and available_at <= now()
          and (lease_until is null or lease_until < now())
        returning ${COLUMNS}`,
      [id, worker, SYNC_LEASE_MS],
    );
  }

  /** Runs nobody works on, those that somebody waits for first. */
  async listDueAcrossSellers(limit: number): Promise<Id<'syn'>[]> {
    const due = await rows<{ id: Id<'syn'> }>(
      this.dataSource,
      `select id from sync_runs
        where status in ${OPEN} and available_at <= now() and (lease_until is null or lease_until < now())
        order by (trigger in ('connect', 'manual')) desc, available_at limit $1`,
      [limit],
    );
    return due.map((run) => run.id);
  }

  /** First statement of every writing transaction of a run; prolongs the lease. @returns false when it is lost */
  async hold(manager: EntityManager, id: Id<'syn'>, epoch: number): Promise<boolean> {
    const held = await rows(
      manager,
      `update sync_runs set lease_until = now() + $3 * interval '1 millisecond'
        where id = $1 and epoch = $2 and status = 'running' returning id`,
      [id, epoch, SYNC_LEASE_MS],
    );
    return held.length === 1;
  }

  /** Notes listings as met. @returns how many of them were new to the run */
  async meet(manager: EntityManager, id: Id<'syn'>, etsyIds: readonly string[]): Promise<number> {
    const met = await rows(
      manager,
      `insert into sync_seen (sync_run_id, etsy_id) select $1, unnest($2::bigint[])
       on conflict do nothing returning 1`,
      [id, etsyIds],
    );
    return met.length;
  }

  /** Which of these the run has not met yet. */
  async listUnmet(id: Id<'syn'>, etsyIds: readonly string[]): Promise<string[]> {
    const unmet = await rows<{ etsyId: string }>(
      this.dataSource,
      `select i.etsy_id from unnest($2::bigint[]) as i(etsy_id)
        where not exists (select 1 from sync_seen s where s.sync_run_id = $1 and s.etsy_id = i.etsy_id)`,
      [id, etsyIds],
    );
    return unmet.map((one) => one.etsyId);
  }

  /** Stores how far the run has come, and what the step brought. */
  async advance(
    manager: EntityManager,
    id: Id<'syn'>,
    step: { cursor: SyncCursor; total: number; met?: number; changed?: number; removed?: number },
  ): Promise<void> {
    await rows(
      manager,
      `update sync_runs
          set cursor = $2, total_count = $3, seen_count = seen_count + $4, changed_count = changed_count + $5,
              removed_count = removed_count + $6, attempt_count = 0, error = null
        where id = $1`,
      [
        id,
        JSON.stringify(step.cursor),
        step.total,
        step.met ?? 0,
        step.changed ?? 0,
        step.removed ?? 0,
      ],
    );
  }

  /** Ends a run. What it had met is needed no longer. */
  async finish(
    manager: EntityManager,
    id: Id<'syn'>,
    end: { status: 'completed' | 'failed' | 'cancelled'; error?: string | null },
  ): Promise<void> {
    await rows(
      manager,
      `update sync_runs set status = $2, error = $3, finished_at = now(), lease_owner = null, lease_until = null
        where id = $1`,
      [id, end.status, end.error ?? null],
    );
    await rows(manager, `delete from sync_seen where sync_run_id = $1`, [id]);
  }

  /** Ends the seller's open run, if there is one: its worker loses the lease with its next page. */
  async cancelOpen(manager: EntityManager, sellerId: Id<'sel'>): Promise<void> {
    const open = await rows<{ id: Id<'syn'> }>(
      manager,
      `select id from sync_runs where seller_id = $1 and status in ${OPEN} for update`,
      [sellerId],
    );
    for (const { id } of open) await this.finish(manager, id, { status: 'cancelled' });
  }

  /** Lets somebody else go on at once. */
  async release(id: Id<'syn'>, epoch: number): Promise<void> {
    await rows(
      this.dataSource,
      `update sync_runs set lease_owner = null, lease_until = null where id = $1 and epoch = $2`,
      [id, epoch],
    );
  }

  /** Puts the run off; somebody claims it again when the time has come. */
  async wait(
    id: Id<'syn'>,
    epoch: number,
    o: { afterMs: number; reason: string; countAttempt: boolean },
  ): Promise<void> {
    await rows(
      this.dataSource,
      `update sync_runs
          set status = 'waiting', available_at = now() + $3 * interval '1 millisecond', error = $4,
              attempt_count = attempt_count + $5::int, lease_owner = null, lease_until = null
        where id = $1 and epoch = $2 and status = 'running'`,
      [id, epoch, o.afterMs, o.reason, o.countAttempt ? 1 : 0],
    );
  }

  /** Old runs go; the latest of each seller stays. */
  async forgetOldAcrossSellers(olderThanDays: number): Promise<void> {
    await rows(
      this.dataSource,
      `delete from sync_runs r where r.finished_at < now() - $1 * interval '1 day'
          and exists (select 1 from sync_runs n where n.seller_id = r.seller_id and n.created_at > r.created_at)`,
      [olderThanDays],
    );
  }
}
