/** SQL of `agent_inbox`: what people wrote, in order, and how far each message is. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { row, rows, type Db } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import type { InboxPayload, InboxStatus } from './inbox-message.entity.js';

/** A message waiting for its answer. */
export interface WaitingMessage {
  id: Id<'inb'>;
  seq: number;
  payload: InboxPayload;
  source: string;
  attemptCount: number;
  crashCount: number;
  availableAt: Date;
  createdAt: Date;
  /** Milliseconds since it was stored, by the database's clock. */
  ageMs: number;
  /** Milliseconds since it was written, as its platform says; an outage may lie between the two. */
  writtenAgeMs: number;
  /** Milliseconds until it may be tried (again); 0 or less: now. */
  dueInMs: number;
}

export interface NewInboxMessage {
  agentId: Id<'agt'>;
  conversationId: Id<'cnv'>;
  channelId: Id<'chn'> | null;
  externalId: string;
  seq: number;
  payload: InboxPayload;
  priority: number;
  source: string;
  status: InboxStatus;
  error: string | null;
}

const WAITING = `id, seq, payload, source, attempt_count, crash_count, available_at, created_at,
  (extract(epoch from now() - created_at) * 1000)::int as age_ms,
  (extract(epoch from now() - least(created_at, (payload->>'sentAt')::timestamptz)) * 1000)::bigint::float8 as written_age_ms,
  (extract(epoch from available_at - now()) * 1000)::int as due_in_ms`;

/** What is over (a human has answered it, its time has passed) stays so for whoever read it before. */
const OPEN = `status in ('queued', 'processing')`;

@Injectable()
export class InboxRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The message with this outside id, if it is already here. */
  async findByExternalId(
    db: Db,
    key: { channelId: Id<'chn'> | null; agentId: Id<'agt'>; externalId: string },
  ): Promise<{ id: Id<'inb'>; conversationId: Id<'cnv'> } | null> {
    return key.channelId
      ? row(
          db,
          `select id, conversation_id from agent_inbox where channel_id = $1 and external_id = $2`,
          [key.channelId, key.externalId],
        )
      : row(
          db,
          `select id, conversation_id from agent_inbox
            where agent_id = $1 and external_id = $2 and channel_id is null`,
          [key.agentId, key.externalId],
        );
  }

  async insert(manager: EntityManager, message: NewInboxMessage): Promise<Id<'inb'>> {
    const id = newId('inb');
    await rows(
      manager,
      `insert into agent_inbox (id, agent_id, conversation_id, channel_id, external_id, seq, payload, priority, source, status, error, processed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $10 <> 'queued' then now() end)`,
      [
        id,
        message.agentId,
        message.conversationId,
        message.channelId,
        message.externalId,
        message.seq,
        JSON.stringify(message.payload),
        message.priority,
        message.source,
        message.status,
        message.error,
      ],
    );
    return id;
  }

  /** The last wording of a message, if it is this very one: same text, same files. */
  async findSameWording(
    db: Db,
    conversationId: Id<'cnv'>,
    messageId: string,
    payload: InboxPayload,
  ): Promise<Id<'inb'> | null> {
    const files = (payload.media ?? [])
      .map(({ note }) => note)
      .filter((note) => note !== undefined);
    const found = await row<{ id: Id<'inb'> }>(
      db,
      `select id from (select id, payload from agent_inbox
                        where conversation_id = $1 and payload->>'messageId' = $2 order by seq desc limit 1) last
        where payload->>'text' = $3 and jsonb_path_query_array(payload, '$.media[*].note') = $4::jsonb`,
      [conversationId, messageId, payload.text, JSON.stringify(files)],
    );
    return found?.id ?? null;
  }

  /** Replaces the text of a message that waits; returns its id, or null when there is none. */
  async amendQueued(
    manager: EntityManager,
    conversationId: Id<'cnv'>,
    messageId: string,
    payload: InboxPayload,
  ): Promise<Id<'inb'> | null> {
    const amended = await row<{ id: Id<'inb'> }>(
      manager,
      `update agent_inbox set payload = payload || jsonb_build_object('text', $3::text, 'edited', true)
        where conversation_id = $1 and status = 'queued' and payload->>'messageId' = $2 returning id`,
      [conversationId, messageId, payload.text],
    );
    return amended?.id ?? null;
  }

  /** Everything queued in a conversation, oldest first (at most 50: one run answers no more). */
  async listQueued(db: Db, conversationId: Id<'cnv'>): Promise<WaitingMessage[]> {
    return rows<WaitingMessage>(
      db,
      `select ${WAITING} from agent_inbox where conversation_id = $1 and status = 'queued' order by seq limit 50`,
      [conversationId],
    );
  }

  /**
   * Ties messages to the run that answers them.
   *
   * @returns false when one of them is not as it was read: a human has answered it, or its writer has changed it
   */
  async markProcessing(
    manager: EntityManager,
    messages: WaitingMessage[],
    runId: Id<'run'>,
  ): Promise<boolean> {
    const tied = await rows(
      manager,
      `update agent_inbox m set status = 'processing', run_id = $3
         from unnest($1::text[], $2::text[]) as was(id, text)
        where m.id = was.id and m.status = 'queued' and m.payload->>'text' = was.text returning m.id`,
      [messages.map(({ id }) => id), messages.map(({ payload }) => payload.text), runId],
    );
    return tied.length === messages.length;
  }

  /** Ends messages: answered, skipped, too old, or given up. */
  async finish(
    manager: EntityManager,
    ids: Id<'inb'>[],
    status: Exclude<InboxStatus, 'queued' | 'processing'>,
    error: string | null = null,
  ): Promise<void> {
    if (ids.length === 0) return;
    await rows(
      manager,
      `update agent_inbox set status = $2, processed_at = now(), error = $3 where id = any($1) and ${OPEN}`,
      [ids, status, error],
    );
  }

  /** Back to the queue after a failure; the message may be tried again after `delayMs`. */
  async requeue(
    manager: EntityManager,
    ids: Id<'inb'>[],
    change: { delayMs: number; countAttempt: boolean; error: string | null },
  ): Promise<void> {
    await rows(
      manager,
      `update agent_inbox
          set status = 'queued', run_id = null, error = $3,
              attempt_count = attempt_count + $4::int,
              available_at = now() + $2 * interval '1 millisecond'
        where id = any($1) and ${OPEN}`,
      [ids, change.delayMs, change.error, change.countAttempt ? 1 : 0],
    );
  }

  /**
   * Frees what a dead worker left in `processing`; what a human has answered since is over. Called by the holder of the
   * lease, so no run is using these rows.
   *
   * @returns messages that have now crashed `limit` times and are given up
   */
  async recoverCrashed(
    manager: EntityManager,
    conversationId: Id<'cnv'>,
    limit: number,
  ): Promise<Id<'inb'>[]> {
    const recovered = await rows<{ id: Id<'inb'>; status: InboxStatus }>(
      manager,
      `update agent_inbox m
          set crash_count = crash_count + 1, run_id = case fate.status when 'queued' then null else run_id end,
              status = fate.status,
              error = case fate.status when 'skipped' then 'human_answered' else 'crashed' end,
              processed_at = case fate.status when 'queued' then null else now() end
         from (select i.id, case when i.seq <= c.human_seq then 'skipped'
                                 when i.crash_count + 1 >= $2 then 'failed' else 'queued' end as status
                 from agent_inbox i join conversations c on c.id = i.conversation_id
                where i.conversation_id = $1 and i.status = 'processing') fate
        where m.id = fate.id
        returning m.id, m.status`,
      [conversationId, limit],
    );
    return recovered.filter((message) => message.status === 'failed').map((message) => message.id);
  }

  /** Messages of the last 24 hours by how far they are, for the overview. */
  async countLastDay(
    sellerId: Id<'sel'>,
  ): Promise<{ total: number; processed: number; pending: number }> {
    const counted = await row<{ total: number; processed: number; pending: number }>(
      this.dataSource,
      `select count(*)::int as total,
              count(*) filter (where m.status = 'done')::int as processed,
              count(*) filter (where m.status in ('queued', 'processing'))::int as pending
         from agent_inbox m join agents a on a.id = m.agent_id
        where a.seller_id = $1 and m.created_at > now() - interval '24 hours'`,
      [sellerId],
    );
    return counted ?? { total: 0, processed: 0, pending: 0 };
  }
}
