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
  /** When it is tried again by itself; null: it is not. */
  nextAttemptAt: Date | null;
  at: Date;
  buyerName: string;
}

/** It was tried, did not work, and is tried again. */
const REFUSED_FOR_NOW = `(d.status = 'pending' and d.attempt_count > 0 and d.error is not null)`;

@Injectable()
export class UndeliveredRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * What could not be sent, or perhaps was not; newest first. `before` is the id of the last one seen. Of one channel:
   * also what was refused and is tried again by itself.
   */
  async listUnsettled(
    sellerId: Id<'sel'>,
    page: { limit: number; before: string | null },
    channelId: string | null = null,
  ): Promise<UnsettledDelivery[]> {
    return rows(
      this.dataSource,
      `select d.id, d.conversation_id, d.channel_id, d.author, d.body as text, d.status, d.error, d.attempt_count,
              case when d.status = 'pending' then d.available_at end as next_attempt_at, d.created_at as at, c.buyer_name
         from deliveries d join conversations c on c.id = d.conversation_id
        where d.seller_id = $1 and ($2::text is null or d.id < $2) and ($4::text is null or d.channel_id = $4)
          and (d.status in ('unknown', 'failed') or ($4::text is not null and ${REFUSED_FOR_NOW}))
        order by d.id desc limit $3`,
      [sellerId, page.before, page.limit, channelId],
    );
  }

  /** Puts a message back to where it is sent at once, at the seller's wish. @returns its conversation, or null */
  async retry(sellerId: Id<'sel'>, id: string): Promise<Id<'cnv'> | null> {
    const queued = await row<{ conversationId: Id<'cnv'> }>(
      this.dataSource,
      `update deliveries d set status = 'pending', error = null, attempt_count = 0, available_at = now(),
              created_at = now()
        where seller_id = $1 and id = $2 and (status in ('unknown', 'failed') or ${REFUSED_FOR_NOW})
        returning conversation_id`,
      [sellerId, id],
    );
    return queued?.conversationId ?? null;
  }
}
