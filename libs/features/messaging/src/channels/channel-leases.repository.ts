/**
 * SQL of the leases of channels that need a worker: one that polls, or holds a socket. Whoever takes a lease raises its
 * `epoch`, and every later write carries it. By the database's clock.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows, type Db } from '#platform/database';
import type { Id } from '#platform/ids';
import type { ChannelPlatform, ChannelStatus } from './channel.entity.js';

@Injectable()
export class ChannelLeasesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Takes the lease of up to `limit` channels of that transport (`polling`, `socket`) that nobody holds. `except`: those
   * that the caller holds; one whose lease has run out, as on a machine that stood still, it renews instead.
   */
  async claimAcrossSellers(
    platform: ChannelPlatform,
    transport: string,
    worker: string,
    o: { limit: number; ttlMs: number; except: Id<'chn'>[] },
  ): Promise<{ id: Id<'chn'>; epoch: number }[]> {
    return rows(
      this.dataSource,
      `update messaging_channels
          set epoch = epoch + 1, lease_owner = $3, lease_until = now() + $4 * interval '1 millisecond'
        where id in (select id from messaging_channels
                      where platform = $1 and config->>'transport' = $2 and status <> 'disconnected'
                        and (lease_until is null or lease_until < now()) and id <> all($6)
                      limit $5 for no key update skip locked)
        returning id, epoch`,
      [platform, transport, worker, o.ttlMs, o.limit, o.except],
    );
  }

  /** Also a lease that has run out, as on a machine that stood still for a while, unless another worker has taken it. */
  async renewLease(id: Id<'chn'>, epoch: number, ttlMs: number): Promise<boolean> {
    const renewed = await rows(
      this.dataSource,
      `update messaging_channels set lease_until = now() + $3 * interval '1 millisecond'
        where id = $1 and epoch = $2 and status <> 'disconnected' returning id`,
      [id, epoch, ttlMs],
    );
    return renewed.length === 1;
  }

  async releaseLease(id: Id<'chn'>, epoch: number): Promise<void> {
    await rows(
      this.dataSource,
      `update messaging_channels set lease_owner = null, lease_until = null, updated_at = now() where id = $1 and epoch = $2`,
      [id, epoch],
    );
  }

  /** What the seller wants of a channel that a worker holds: `unlink`, `off`, or null to go on. */
  async wishOf(id: Id<'chn'>, epoch: number): Promise<string | null> {
    const found = await row<{ wish: string | null; epoch: number }>(
      this.dataSource,
      `select config->>'wish' as wish, epoch from messaging_channels where id = $1`,
      [id],
    );
    return found?.epoch === epoch ? found.wish : 'off';
  }

  /** Keeps where a poller has got to; nothing when the lease is lost. */
  async noteOffset(id: Id<'chn'>, epoch: number, offset: number): Promise<void> {
    await rows(
      this.dataSource,
      `update messaging_channels set config = config || jsonb_build_object('offset', $3::bigint)
        where id = $1 and epoch = $2`,
      [id, epoch, offset],
    );
  }

  /** Writes how a held channel is; nothing when the lease is lost. @returns whether it was written */
  async noteHealth(
    db: Db,
    lease: { id: Id<'chn'>; epoch: number },
    health: {
      status: ChannelStatus;
      lastError: string | null;
      displayName: string | null;
      config: Record<string, unknown>;
    },
  ): Promise<boolean> {
    const written = await rows(
      db,
      `update messaging_channels
          set status = $3, last_error = $4, display_name = coalesce($5, display_name), config = config || $6::jsonb,
              updated_at = now()
        where id = $1 and epoch = $2 and status <> 'disconnected' returning id`,
      [
        lease.id,
        lease.epoch,
        health.status,
        health.lastError,
        health.displayName,
        JSON.stringify(health.config),
      ],
    );
    return written.length === 1;
  }
}
