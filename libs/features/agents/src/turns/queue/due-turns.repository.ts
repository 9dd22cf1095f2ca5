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
   * By turns between the sellers: of each the most urgent, before the next of anybody. What is being answered for a
   * seller counts as their turns, so that one with much to be answered takes a place that comes free only if nobody with
   * less waits for it. A candidate, not a claim: the lease decides.
   *
   * @param overdueMs only what has been due for at least this long (a nudge is on its way for the rest)
   */
  async listAcrossSellers(limit: number, overdueMs: number): Promise<Id<'cnv'>[]> {
    const due = await rows<{ id: Id<'cnv'> }>(
      this.dataSource,
      `select id from (
         select c.id, c.priority, c.due_at, c.held,
                row_number() over (partition by c.seller_id order by c.held desc, c.priority, c.due_at) as turn
           from (select *, coalesce(lease_until >= now(), false) as held from conversations) c
           join agents a on a.id = c.agent_id and a.status = 'active'
           join sellers s on s.id = c.seller_id and s.status = 'active'
          where c.due_at <= now()
            and (c.held or c.due_at <= now() - $2 * interval '1 millisecond')
            and (c.owner = 'ai' or c.human_until < now())
            and c.blocked_at is null) ranked
        where not held
        order by turn, priority, due_at
        limit $1`,
      [limit, overdueMs],
    );
    return due.map((conversation) => conversation.id);
  }
}
