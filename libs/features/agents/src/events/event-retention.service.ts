/** Forgets old lines of the activity log; conversations, messages and runs stay. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows } from '#platform/database';

/** Lines removed at a time, so that nobody waits for it. */
const BATCH = 5_000;

@Injectable()
export class EventRetentionService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Removes events older than `days`; positions of what stays do not change, so readers go on undisturbed.
   *
   * @returns how many
   */
  async forgetOldAcrossSellers(days: number): Promise<number> {
    let total = 0;
    for (;;) {
      const removed = await rows(
        this.dataSource,
        `delete from agent_events where id in (
           select id from agent_events where created_at < now() - $1 * interval '1 day'
            order by created_at limit ${BATCH}) returning id`,
        [days],
      );
      total += removed.length;
      if (removed.length < BATCH) return total;
    }
  }
}
