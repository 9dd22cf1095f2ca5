/** SQL of `deliveries`: outgoing messages, head of line first per conversation, one in flight. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import type { DeliveryAuthor, DeliveryStatus } from './delivery.entity.js';

/** A send whose worker has not said for this long that it goes on is lost with that worker. */
export const SEND_LEASE_MS = 20_000;

export interface NewDelivery {
  sellerId: Id<'sel'>;
  conversationId: Id<'cnv'>;
  channelId: Id<'chn'> | null;
  runId: Id<'run'> | null;
  author: DeliveryAuthor;
  status: DeliveryStatus;
  idempotencyKey?: string | null;
  externalId?: string;
}

/** A delivery in the hands of this worker. */
export interface ClaimedDelivery {
  id: Id<'out'>;
  sellerId: Id<'sel'>;
  conversationId: Id<'cnv'>;
  channelId: Id<'chn'>;
  runId: Id<'run'> | null;
  author: DeliveryAuthor;
  body: string;
  externalId: string | null;
  attemptCount: number;
  chatId: string;
  ageMs: number;
}

/** Repeats under the same id; then the message is listed as unknown. */
export const MAX_RESENDS = 5;

/** A channel with a socket is served by the worker that holds it ($2), while it is open; the others by any. */
const SENDABLE = `(ch.platform <> 'whatsapp' or ch.status = 'disconnected'
  or (ch.status = 'connected' and ch.lease_owner = $2 and ch.lease_until > now()))`;

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
       insert into deliveries (id, seller_id, conversation_id, channel_id, run_id, author, status, seq, body, sent_at, idempotency_key, external_id)
       select part.id, $1, $2, $3, $4, $5, $6, drawn.base + part.n, part.body, case when $6 = 'sent' then now() end, $10, $11
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
   * Takes the head of a conversation's line and writes the intent to send it.
   *
   * @returns null when nothing waits, the head is not due yet, or somebody is sending it
   */
  async claimHead(conversationId: Id<'cnv'>, worker: string): Promise<ClaimedDelivery | null> {
    return row<ClaimedDelivery>(
      this.dataSource,
      `update deliveries d
          set status = 'sending', lease_owner = $2, lease_until = now() + $3 * interval '1 millisecond',
              attempt_count = d.attempt_count + 1
         from conversations c, messaging_channels ch
        where ch.id = d.channel_id and ${SENDABLE}
          and d.id = (select id from deliveries
                       where conversation_id = $1 and status in ('pending', 'sending') order by seq limit 1)
          and c.id = d.conversation_id
          and d.status = 'pending' and d.available_at <= now() and d.channel_id is not null
        returning d.id, d.seller_id, d.conversation_id, d.channel_id, d.run_id, d.author, d.body, d.external_id,
                  d.attempt_count, c.external_id as chat_id,
                  (extract(epoch from now() - d.created_at) * 1000)::bigint::int as age_ms`,
      [conversationId, worker, SEND_LEASE_MS],
    );
  }

  /** Keeps the id under which a message is about to be sent. @returns false when it is not this worker's any more */
  async noteExternalId(id: Id<'out'>, worker: string, externalId: string): Promise<boolean> {
    const noted = await rows(
      this.dataSource,
      `update deliveries set external_id = $3 where id = $1 and lease_owner = $2 and status = 'sending' returning id`,
      [id, worker, externalId],
    );
    return noted.length === 1;
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

  /** The send goes on: a slow platform is no dead worker. */
  async renew(id: Id<'out'>, worker: string): Promise<void> {
    await rows(
      this.dataSource,
      `update deliveries set lease_until = now() + $3 * interval '1 millisecond'
        where id = $1 and lease_owner = $2 and status = 'sending'`,
      [id, worker, SEND_LEASE_MS],
    );
  }

  /** Writes the receipt of a send; only the worker that wrote the intent may. */
  async settle(
    id: Id<'out'>,
    worker: string,
    result: {
      status: DeliveryStatus;
      externalId?: string | null;
      error?: string | null;
      retryAfterMs?: number;
    },
  ): Promise<boolean> {
    const settled = await rows(
      this.dataSource,
      `update deliveries
          set status = $3, external_id = coalesce($4, external_id), error = $5, lease_owner = null, lease_until = null,
              available_at = now() + $6 * interval '1 millisecond',
              sent_at = case when $3 = 'sent' then now() else sent_at end
        where id = $1 and lease_owner = $2 and status = 'sending' returning id`,
      [
        id,
        worker,
        result.status,
        result.externalId ?? null,
        result.error ?? null,
        result.retryAfterMs ?? 0,
      ],
    );
    return settled.length === 1;
  }

  /**
   * Sends whose worker died in between: the platform may have them, so they are listed, not repeated. Those with an id
   * of our choosing are sent again under it, which is harmless.
   */
  async markLostSendsAcrossSellers(): Promise<
    { id: Id<'out'>; conversationId: Id<'cnv'>; runId: Id<'run'> | null }[]
  > {
    await rows(
      this.dataSource,
      `update deliveries set status = 'pending', error = 'worker_died', lease_owner = null, lease_until = null
        where status = 'sending' and lease_until < now() and external_id is not null and attempt_count < $1`,
      [MAX_RESENDS],
    );
    return rows(
      this.dataSource,
      `update deliveries set status = 'unknown', error = 'worker_died', lease_owner = null, lease_until = null
        where status = 'sending' and lease_until < now() returning id, conversation_id, run_id`,
    );
  }

  /** Conversations whose head of line is due. */
  async listDueConversationsAcrossSellers(limit: number, worker: string): Promise<Id<'cnv'>[]> {
    const due = await rows<{ conversationId: Id<'cnv'> }>(
      this.dataSource,
      `select d.conversation_id from deliveries d join messaging_channels ch on ch.id = d.channel_id
        where d.status in ('pending', 'sending') and d.available_at <= now() and ${SENDABLE}
        group by d.conversation_id having bool_and(d.status = 'pending')
        order by min(d.available_at) limit $1`,
      [limit, worker],
    );
    return due.map((entry) => entry.conversationId);
  }

  /** Nothing can be sent to this chat until its buyer writes again. */
  async noteUnreachable(conversationId: Id<'cnv'>, reason: string): Promise<void> {
    await rows(
      this.dataSource,
      `update conversations set unreachable = $2, updated_at = now() where id = $1`,
      [conversationId, reason],
    );
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

  /** Whether the agent has already said sorry in this conversation since `sinceMs` ago. */
  async hasSystemLineSince(
    manager: EntityManager,
    conversationId: Id<'cnv'>,
    sinceMs: number,
  ): Promise<boolean> {
    const found = await row(
      manager,
      `select 1 from deliveries where conversation_id = $1 and author = 'system'
          and created_at > now() - $2 * interval '1 millisecond' limit 1`,
      [conversationId, sinceMs],
    );
    return found !== null;
  }
}
