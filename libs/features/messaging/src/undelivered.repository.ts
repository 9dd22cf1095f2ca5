/** SQL of what did not get through: listed to the seller, and sent again when they ask for it. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { DeliveryAuthor, DeliveryStatus } from './delivery.entity.js';

/** A message that did not, or perhaps did not, get through. */
export interface UnsettledDelivery {
  id: Id<'out'>;
  conversationId: Id<'cnv'>;
  channelId: Id<'chn'> | null;
  author: DeliveryAuthor;
  text: string;
  status: DeliveryStatus;
  error: string | null;
  attemptCount: number;
  at: Date;
  buyerName: string;
}

@Injectable()
export class UndeliveredRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** What could not be sent, or perhaps was not; newest first. `before` is the id of the last one seen. */
  async listUnsettled(
    sellerId: Id<'sel'>,
    page: { limit: number; before: string | null },
  ): Promise<UnsettledDelivery[]> {
    return rows(
      this.dataSource,
      `select d.id, d.conversation_id, d.channel_id, d.author, d.body as text, d.status, d.error, d.attempt_count,
              d.created_at as at, c.buyer_name
         from deliveries d join conversations c on c.id = d.conversation_id
        where d.seller_id = $1 and d.status in ('unknown', 'failed') and ($2::text is null or d.id < $2)
        order by d.id desc limit $3`,
      [sellerId, page.before, page.limit],
    );
  }

  /** Puts a failed or unknown message back into its line, at the seller's wish. @returns its conversation, or null */
  async retry(sellerId: Id<'sel'>, id: string): Promise<Id<'cnv'> | null> {
    const queued = await row<{ conversationId: Id<'cnv'> }>(
      this.dataSource,
      `update deliveries set status = 'pending', error = null, attempt_count = 0, available_at = now(),
              created_at = now()
        where seller_id = $1 and id = $2 and status in ('unknown', 'failed') returning conversation_id`,
      [sellerId, id],
    );
    return queued?.conversationId ?? null;
  }
}
