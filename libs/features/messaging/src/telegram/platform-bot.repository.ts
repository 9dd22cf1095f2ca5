/** SQL of `platform_bots`: one worker at a time polls the platform's own bot. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';

@Injectable()
export class PlatformBotRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Takes or keeps the lease. @returns the poll offset, or undefined when another worker has it */
  async hold(id: string, worker: string, ttlMs: number): Promise<number | null | undefined> {
    const held = await row<{ pollOffset: string | null }>(
      this.dataSource,
      `insert into platform_bots (id, lease_owner, lease_until) values ($1, $2, now() + $3 * interval '1 millisecond')
       on conflict (id) do update set lease_owner = $2, lease_until = now() + $3 * interval '1 millisecond'
         where platform_bots.lease_owner = $2 or coalesce(platform_bots.lease_until < now(), true)
       returning poll_offset`,
      [id, worker, ttlMs],
    );
    if (!held) return undefined;
    return held.pollOffset === null ? null : Number(held.pollOffset);
  }

  /** Everything before `offset` is handled. */
  async advance(id: string, worker: string, offset: number): Promise<void> {
    await rows(
      this.dataSource,
      `update platform_bots set poll_offset = $3 where id = $1 and lease_owner = $2`,
      [id, worker, offset],
    );
  }

  async release(id: string, worker: string): Promise<void> {
    await rows(
      this.dataSource,
      `update platform_bots set lease_owner = null, lease_until = null where id = $1 and lease_owner = $2`,
      [id, worker],
    );
  }
}
