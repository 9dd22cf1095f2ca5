/** SQL of `etsy_order_events`. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';

export interface OrderEventRow {
  webhookId: string;
  sellerId: Id<'sel'>;
  eventType: string;
  receiptId: string;
  attemptCount: number;
  createdAt: Date;
}

const LEASE_SECONDS = 60;

@Injectable()
export class OrderEventsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns false when it is known already */
  async insert(
    event: Pick<OrderEventRow, 'webhookId' | 'sellerId' | 'eventType' | 'receiptId'>,
  ): Promise<boolean> {
    const inserted = await rows(
      this.dataSource,
      `insert into etsy_order_events (webhook_id, seller_id, event_type, receipt_id) values ($1, $2, $3, $4)
       on conflict do nothing returning 1`,
      [event.webhookId, event.sellerId, event.eventType, event.receiptId],
    );
    return inserted.length === 1;
  }

  /** Takes one for a minute; null when it is handled, or somebody has it. */
  async claim(webhookId: string): Promise<OrderEventRow | null> {
    return row(
      this.dataSource,
      `update etsy_order_events
          set attempt_count = attempt_count + 1, available_at = now() + $2 * interval '1 second'
        where webhook_id = $1 and handled_at is null and available_at <= now()
        returning webhook_id, seller_id, event_type, receipt_id, attempt_count, created_at`,
      [webhookId, LEASE_SECONDS],
    );
  }

  async markHandled(webhookId: string): Promise<void> {
    await rows(
      this.dataSource,
      `update etsy_order_events set handled_at = now() where webhook_id = $1`,
      [webhookId],
    );
  }

  async putOff(webhookId: string, afterMs: number): Promise<void> {
    await rows(
      this.dataSource,
      `update etsy_order_events set available_at = now() + $2 * interval '1 millisecond' where webhook_id = $1`,
      [webhookId, afterMs],
    );
  }

  async listDueAcrossSellers(limit: number): Promise<string[]> {
    const due = await rows<{ webhookId: string }>(
      this.dataSource,
      `select webhook_id from etsy_order_events where handled_at is null and available_at <= now()
        order by available_at limit $1`,
      [limit],
    );
    return due.map((event) => event.webhookId);
  }

  /** Etsy redelivers for a day at most. */
  async forgetOldAcrossSellers(): Promise<void> {
    await rows(
      this.dataSource,
      `delete from etsy_order_events where handled_at < now() - interval '30 days'`,
    );
  }
}
