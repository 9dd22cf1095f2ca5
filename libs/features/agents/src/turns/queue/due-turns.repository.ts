/**
 * Finds conversations that have something to answer and nobody who does. Read across the tables of messaging (below)
 * and agents, so that paused agents and suspended sellers are passed over in the same look.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows } from '#platform/database';
import type { Id } from '#platform/ids';

@Injectable()
export class DueTurnsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Most urgent first. A candidate, not a claim: the lease decides.
   *
   * @param overdueMs only what has been due for at least this long (a nudge is on its way for the rest)
   */
  async listAcrossSellers(limit: number, overdueMs: number): Promise<Id<'cnv'>[]> {
    const due = await rows<{ id: Id<'cnv'> }>(
      this.dataSource,
      `select c.id
         from conversations c
         join agents a on a.id = c.agent_id and a.status = 'active'
         join sellers s on s.id = c.seller_id and s.status = 'active'
        where c.due_at <= now() - $2 * interval '1 millisecond'
          and (c.lease_until is null or c.lease_until < now())
          and (c.owner = 'ai' or c.human_until < now())
          and c.blocked_at is null
        order by c.priority, c.due_at
        limit $1`,
      [limit, overdueMs],
    );
    return due.map((conversation) => conversation.id);
  }
}
