/**
 * SQL of sending: the head of a conversation's line first, one in flight. The worker that wrote the intent holds the
 * delivery for a while, and only it writes what came of it. Used by the drainer and by the sweep.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { DeliveryAuthor, DeliveryStatus } from './delivery.entity.js';

/** A send whose worker has not said for this long that it goes on is lost with that worker. */
export const SEND_LEASE_MS = 20_000;

/** Repeats under the same id; then the message is listed as unknown. */
export const MAX_RESENDS = 5;

/** A delivery in the hands of this worker. */
export interface ClaimedDelivery {
  id: Id<'out'>;
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
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

/** A channel with a socket is served by the worker that holds it ($2), while it is open; the others by any. */
const SENDABLE = `(ch.platform <> 'whatsapp' or ch.status = 'disconnected'
  or (ch.status = 'connected' and ch.lease_owner = $2 and ch.lease_until > now()))`;

/** See the head of this file. */
@Injectable()
export class DeliverySendsRepository {
  constructor(private readonly dataSource: DataSource) {}

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
        returning d.id, d.seller_id, c.agent_id, d.conversation_id, d.channel_id, d.run_id, d.author, d.body, d.external_id,
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

  /** The send goes on: a slow platform is no dead worker. */
  async renew(id: Id<'out'>, worker: string): Promise<void> {
    await rows(
      this.dataSource,
      `update deliveries set lease_until = now() + $3 * interval '1 millisecond'
        where id = $1 and lease_owner = $2 and status = 'sending'`,
      [id, worker, SEND_LEASE_MS],
    );
  }

  /** Writes the receipt of a send; only the worker that wrote the intent may. What was `untried` costs no attempt. */
  async settle(
    id: Id<'out'>,
    worker: string,
    result: {
      status: DeliveryStatus;
      externalId?: string | null;
      error?: string | null;
      retryAfterMs?: number;
      untried?: boolean;
    },
  ): Promise<boolean> {
    const settled = await rows(
      this.dataSource,
      `update deliveries
          set status = $3, external_id = coalesce($4, external_id), error = $5, lease_owner = null, lease_until = null,
              available_at = now() + $6 * interval '1 millisecond',
              attempt_count = attempt_count - case when $7 then 1 else 0 end,
              sent_at = case when $3 = 'sent' then now() else sent_at end
        where id = $1 and lease_owner = $2 and status = 'sending' returning id`,
      [
        id,
        worker,
        result.status,
        result.externalId ?? null,
        result.error ?? null,
        result.retryAfterMs ?? 0,
        result.untried ?? false,
      ],
    );
    return settled.length === 1;
  }

  /**
   * Sends whose worker died in between: the platform may have them, so they are listed, not repeated. Those with an id
   * of our choosing are sent again under it, which is harmless.
   */
  async markLostSendsAcrossSellers(): Promise<
    { id: Id<'out'>; agentId: Id<'agt'>; conversationId: Id<'cnv'>; runId: Id<'run'> | null }[]
  > {
    await rows(
      this.dataSource,
      `update deliveries set status = 'pending', error = 'worker_died', lease_owner = null, lease_until = null
        where status = 'sending' and lease_until < now() and external_id is not null and attempt_count < $1`,
      [MAX_RESENDS],
    );
    return rows(
      this.dataSource,
      `update deliveries d set status = 'unknown', error = 'worker_died', lease_owner = null, lease_until = null
         from conversations c
        where d.status = 'sending' and d.lease_until < now() and c.id = d.conversation_id
        returning d.id, c.agent_id, d.conversation_id, d.run_id`,
    );
  }

  /** Conversations whose head of line is due. */
  async listDueConversationsAcrossSellers(limit: number, worker: string): Promise<Id<'cnv'>[]> {
    const due = await rows<{ conversationId: Id<'cnv'> }>(
      this.dataSource,
      `select d.conversation_id from deliveries d join messaging_channels ch on ch.id = d.channel_id
        where d.status = 'pending' and d.available_at <= now() and ${SENDABLE}
          and not exists (select 1 from deliveries before
                           where before.conversation_id = d.conversation_id and before.seq < d.seq
                             and before.status in ('pending', 'sending'))
        order by d.available_at limit $1`,
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
}
