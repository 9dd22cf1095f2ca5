/** SQL of when each shop's background sync comes round; the times stand in `etsy_connections`, beside the grant. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows, type Db } from '#platform/database';
import type { Id } from '#platform/ids';

/** See the head of this file. */
@Injectable()
export class SyncRhythmRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @param nextInMs when the background sync comes round */
  async markSynced(db: Db, sellerId: Id<'sel'>, nextInMs: number): Promise<void> {
    await rows(
      db,
      `update etsy_connections
          set last_sync_at = now(), next_sync_at = now() + $2 * interval '1 millisecond' where seller_id = $1`,
      [sellerId, nextInMs],
    );
  }

  async scheduleSync(db: Db, sellerId: Id<'sel'>, inMs: number): Promise<void> {
    await rows(
      db,
      `update etsy_connections set next_sync_at = now() + $2 * interval '1 millisecond' where seller_id = $1`,
      [sellerId, inMs],
    );
  }

  /** A buyer asks about this shop's products: it is kept fresher, its next sync comes earlier. Written once a minute. */
  async noteAsked(sellerId: Id<'sel'>, syncWithinMs: number): Promise<void> {
    await rows(
      this.dataSource,
      `update etsy_connections
          set last_asked_at = now(),
              next_sync_at = least(next_sync_at, greatest(now(), last_sync_at + $2 * interval '1 millisecond'))
        where seller_id = $1 and (last_asked_at is null or last_asked_at < now() - interval '1 minute')`,
      [sellerId, syncWithinMs],
    );
  }

  async lastAskedAt(db: Db, sellerId: Id<'sel'>): Promise<Date | null> {
    const found = await row<{ lastAskedAt: Date | null }>(
      db,
      `select last_asked_at from etsy_connections where seller_id = $1`,
      [sellerId],
    );
    return found?.lastAskedAt ?? null;
  }

  /** Sellers whose background sync is due and who have none open; those whose buyers asked last come first. */
  async listSyncDueAcrossSellers(limit: number): Promise<Id<'sel'>[]> {
    const due = await rows<{ sellerId: Id<'sel'> }>(
      this.dataSource,
      `select seller_id from etsy_connections c
        where status = 'active' and next_sync_at <= now()
          and not exists (select 1 from sync_runs r where r.seller_id = c.seller_id
                             and r.status in ('queued', 'running', 'waiting'))
        order by last_asked_at desc nulls last, next_sync_at limit $1`,
      [limit],
    );
    return due.map((connection) => connection.sellerId);
  }
}
