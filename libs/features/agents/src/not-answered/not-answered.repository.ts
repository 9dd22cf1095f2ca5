/**
 * Messages of buyers that got no answer: given up, too old, over a limit. SQL across `agent_inbox` and `conversations`
 * (messaging, below), because what "not answered" means is said here.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ConversationKind, InboxPayload } from '#features/messaging';
import { inTransaction, row, rows } from '#platform/database';
import type { Id } from '#platform/ids';

export interface NotAnsweredMessage {
  id: Id<'inb'>;
  conversationId: Id<'cnv'>;
  buyerName: string;
  text: string;
  /** Class of what happened, e.g. `too_old`, `budget`, `crashed`. */
  reason: string;
  at: Date;
}

/** A message to be put into the queue once more. */
export interface ReplayableMessage {
  id: Id<'inb'>;
  agentId: Id<'agt'>;
  channelId: Id<'chn'> | null;
  kind: ConversationKind;
  chatId: string;
  payload: InboxPayload;
  source: string;
}

const OPEN = `m.status in ('failed', 'expired')`;

@Injectable()
export class NotAnsweredRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. @param before id of the last one already seen */
  async list(
    agentId: Id<'agt'>,
    page: { limit: number; before: string | null },
  ): Promise<NotAnsweredMessage[]> {
    return rows(
      this.dataSource,
      `select m.id, m.conversation_id, c.buyer_name, m.payload->>'text' as text, coalesce(m.error, m.status) as reason,
              m.created_at as at
         from agent_inbox m join conversations c on c.id = m.conversation_id
        where m.agent_id = $1 and c.kind = 'buyer' and ${OPEN} and ($2::text is null or m.id < $2)
        order by m.id desc limit $3`,
      [agentId, page.before, page.limit],
    );
  }

  /**
   * Locks one, its conversation first, as everybody does who changes both; null when the agent has no such message, or it
   * is not open any more.
   */
  async lock(
    manager: EntityManager,
    agentId: Id<'agt'>,
    id: string,
  ): Promise<ReplayableMessage | null> {
    await rows(
      manager,
      `select 1 from conversations
        where id = (select conversation_id from agent_inbox where agent_id = $1 and id = $2) for no key update`,
      [agentId, id],
    );
    return row(
      manager,
      `select m.id, m.agent_id, m.channel_id, c.kind, c.external_id as chat_id, m.payload, m.source
         from agent_inbox m join conversations c on c.id = m.conversation_id
        where m.agent_id = $1 and m.id = $2 and ${OPEN} for update of m`,
      [agentId, id],
    );
  }

  /** Takes a message off the list. @param how `replayed` or `dismissed` */
  async close(manager: EntityManager, id: Id<'inb'>, how: string): Promise<void> {
    await rows(manager, `update agent_inbox set status = 'skipped', error = $2 where id = $1`, [
      id,
      how,
    ]);
  }

  /** Everything of buyers that waits is not to be answered any more. @returns their ids */
  async expireWaiting(manager: EntityManager, agentId: Id<'agt'>): Promise<Id<'inb'>[]> {
    const expired = await rows<{ id: Id<'inb'> }>(
      manager,
      `update agent_inbox m set status = 'expired', error = 'paused', processed_at = now()
         from conversations c
        where m.agent_id = $1 and m.status = 'queued' and c.id = m.conversation_id and c.kind = 'buyer'
        returning m.id`,
      [agentId],
    );
    return expired.map((message) => message.id);
  }

  /** Buyers who wrote more than allowed are heard again at once: what is allowed has changed. */
  async liftLimits(sellerId: Id<'sel'>): Promise<void> {
    await rows(
      this.dataSource,
      `update conversations set limited_until = null where seller_id = $1 and limited_until > now()`,
      [sellerId],
    );
  }

  /** Messages that wait for an opening are looked at again now: the hours have changed. */
  async lookAgain(agentId: Id<'agt'>, reason: string): Promise<void> {
    const waiting = `agent_inbox where agent_id = $1 and status = 'queued' and error = $2`;
    await inTransaction(this.dataSource, async (manager) => {
      // The conversations first, as everybody does who changes both.
      const found = await rows<{ id: Id<'cnv'> }>(
        manager,
        `select id from conversations where id in (select conversation_id from ${waiting})
          order by id for no key update`,
        [agentId, reason],
      );
      const ids = found.map(({ id }) => id);
      await rows(
        manager,
        `with woken as (
           update agent_inbox set available_at = now()
            where conversation_id = any($1) and status = 'queued' and error = $2 returning conversation_id)
         update conversations set due_at = now() where id in (select conversation_id from woken)`,
        [ids, reason],
      );
    });
  }
}
