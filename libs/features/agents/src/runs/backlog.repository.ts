/** What waits, over all sellers: for metrics. Each count is served by a partial index or bounded to a day. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Backlog } from './turn-metrics.service.js';

@Injectable()
export class BacklogRepository {
  constructor(private readonly dataSource: DataSource) {}

  async readAcrossSellers(): Promise<Backlog> {
    const [inbox, deliveries, oldest] = await Promise.all([
      this.counts(
        `select status, count(*)::int as count from agent_inbox
          where status in ('queued', 'processing') group by status`,
      ),
      this.counts(
        `select status, count(*)::int as count from deliveries
          where status in ('pending', 'sending')
             or (status in ('unknown', 'failed') and created_at > now() - interval '24 hours')
          group by status`,
      ),
      row<{ seconds: number }>(
        this.dataSource,
        `select greatest(0, extract(epoch from now() - min(due_at)))::float8 as seconds
           from conversations where due_at is not null and owner = 'ai' and blocked_at is null`,
      ),
    ]);
    return { inbox, deliveries, oldestDueSeconds: oldest?.seconds ?? 0 };
  }

  private async counts(sql: string): Promise<Record<string, number>> {
    const found = await rows<{ status: string; count: number }>(this.dataSource, sql);
    return Object.fromEntries(found.map(({ status, count }) => [status, count]));
  }
}
