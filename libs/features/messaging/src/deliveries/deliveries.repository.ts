/** SQL of `deliveries`: the outgoing messages in the line of a conversation. How they are sent is `delivery-sends`. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import type { DeliveryAuthor, DeliveryStatus, SystemLine } from './delivery.entity.js';

export interface NewDelivery {
  sellerId: Id<'sel'>;
  conversationId: Id<'cnv'>;
  channelId: Id<'chn'> | null;
  runId: Id<'run'> | null;
  author: DeliveryAuthor;
  status: DeliveryStatus;
  idempotencyKey?: string | null;
  externalId?: string;
  line?: SystemLine;
}

@Injectable()
export class DeliveriesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Puts a message, in its parts, at the end of its conversation's line. @returns the ids of the parts */
  async insert(
    manager: EntityManager,
    delivery: NewDelivery,
    parts: string[],
  ): Promise<Id<'out'>[]> {
    const ids = parts.map(() => newId('out'));
    const inserted = await rows(
      manager,
      `with drawn as (
         update conversations set last_out_seq = last_out_seq + $7, last_outbound_at = now(), updated_at = now()
          where id = $2 returning last_out_seq - $7 as base)
       insert into deliveries (id, seller_id, conversation_id, channel_id, run_id, author, status, seq, body, sent_at,
              idempotency_key, external_id, line)
       select part.id, $1, $2, $3, $4, $5, $6, drawn.base + part.n, part.body, case when $6 = 'sent' then now() end, $10, $11, $12
         from drawn, unnest($8::text[], $9::text[]) with ordinality as part(id, body, n)
       returning id`,
      [
        delivery.sellerId,
        delivery.conversationId,
        delivery.channelId,
        delivery.runId,
        delivery.author,
        delivery.status,
        parts.length,
        ids,
        parts,
        delivery.idempotencyKey ?? null,
        delivery.externalId ?? null,
        delivery.line ?? null,
      ],
    );
    if (inserted.length !== parts.length) {
      throw new Error(`conversation ${delivery.conversationId} vanished`);
    }
    return ids;
  }

  /** Whether a message with this platform id stands in the channel already. */
  async isKnown(
    manager: EntityManager,
    channelId: Id<'chn'>,
    externalId: string,
  ): Promise<boolean> {
    const found = await row(
      manager,
      `select 1 from deliveries where channel_id = $1 and external_id = $2 limit 1`,
      [channelId, externalId],
    );
    return found !== null;
  }

  /** Whether a message of the conversation was written under this key already. */
  async hasKey(manager: EntityManager, conversationId: Id<'cnv'>, key: string): Promise<boolean> {
    const found = await row(
      manager,
      `select 1 from deliveries where conversation_id = $1 and idempotency_key = $2 limit 1`,
      [conversationId, key],
    );
    return found !== null;
  }

  /**
   * How far a message has got at its reader; never backwards. It can come before our own note that it was sent, and
   * proves what we were not sure of.
   *
   * @returns the row, when that was news
   */
  async noteReceipt(
    channelId: Id<'chn'>,
    externalId: string,
    status: 'delivered' | 'read' | 'failed',
    error: string | null,
  ): Promise<{ id: Id<'out'>; conversationId: Id<'cnv'>; runId: Id<'run'> | null } | null> {
    return row(
      this.dataSource,
      `update deliveries set status = $3, error = $4, sent_at = coalesce(sent_at, now()), lease_owner = null,
              lease_until = null
        where channel_id = $1 and external_id = $2
          and status = any(case $3 when 'read' then '{pending,sending,sent,unknown,delivered}'::text[]
                                   else '{pending,sending,sent,unknown}'::text[] end)
        returning id, conversation_id, run_id`,
      [channelId, externalId, status, error],
    );
  }

  /** The text of a message that was sent under that id. */
  async findText(channelId: Id<'chn'>, externalId: string): Promise<string | null> {
    const found = await row<{ body: string }>(
      this.dataSource,
      `select body from deliveries where channel_id = $1 and external_id = $2`,
      [channelId, externalId],
    );
    return found?.body ?? null;
  }

  /** Takes back what the agent wrote and nobody sent yet; returns how many. */
  async cancelPendingOfAgent(
    manager: EntityManager,
    conversationId: Id<'cnv'>,
    reason: string,
  ): Promise<number> {
    const cancelled = await rows(
      manager,
      `update deliveries set status = 'cancelled', error = $2
        where conversation_id = $1 and status = 'pending' and author in ('agent', 'system') returning id`,
      [conversationId, reason],
    );
    return cancelled.length;
  }

  /** Whether the buyer was told this since `sinceMs` ago, or is about to be: what was taken back was not said. */
  async hasSaid(
    manager: EntityManager,
    conversationId: Id<'cnv'>,
    line: SystemLine,
    sinceMs: number,
  ): Promise<boolean> {
    const found = await row(
      manager,
      `select 1 from deliveries where conversation_id = $1 and author = 'system' and line = $2
          and status <> 'cancelled' and created_at > now() - $3 * interval '1 millisecond' limit 1`,
      [conversationId, line, sinceMs],
    );
    return found !== null;
  }
}
