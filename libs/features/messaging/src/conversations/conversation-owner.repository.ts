/**
 * Changes of a conversation that its seller makes: who owns it, whether it is open, what was read. Each method is one
 * statement of a transaction that has locked the row by {@link ConversationOwnerRepository.lock}.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { ConversationKind } from './conversation.entity.js';
import { ConversationsRepository } from './conversations.repository.js';

/** A locked conversation. */
export interface LockedConversation {
  id: Id<'cnv'>;
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  channelId: Id<'chn'> | null;
  kind: ConversationKind;
  externalId: string;
  blocked: boolean;
}

const COLUMNS = `id, seller_id, agent_id, channel_id, kind, external_id, blocked_at is not null as blocked`;

@Injectable()
export class ConversationOwnerRepository {
  constructor(private readonly conversations: ConversationsRepository) {}

  /** @returns null when the seller has no such conversation */
  async lock(
    manager: EntityManager,
    sellerId: Id<'sel'>,
    id: string,
  ): Promise<LockedConversation | null> {
    return row(
      manager,
      `select ${COLUMNS} from conversations where seller_id = $1 and id = $2 for no key update`,
      [sellerId, id],
    );
  }

  /** Locks a chat of a channel, if anybody has written in it. */
  async lockChat(
    manager: EntityManager,
    channelId: Id<'chn'>,
    externalId: string,
  ): Promise<LockedConversation | null> {
    return row(
      manager,
      `select ${COLUMNS} from conversations where channel_id = $1 and external_id = $2 for no key update`,
      [channelId, externalId],
    );
  }

  /** Makes the conversation of a chat in which nobody but the seller has written so far. */
  async openChat(
    manager: EntityManager,
    channel: { id: Id<'chn'>; sellerId: Id<'sel'>; agentId: Id<'agt'> },
    chat: { id: string; name: string },
  ): Promise<LockedConversation> {
    await this.conversations.openLocked(manager, {
      sellerId: channel.sellerId,
      agentId: channel.agentId,
      channelId: channel.id,
      kind: 'buyer',
      externalId: chat.id,
      buyerName: chat.name,
    });
    const opened = await this.lockChat(manager, channel.id, chat.id);
    if (!opened) throw new Error('a conversation vanished while it was locked');
    return opened;
  }

  /** A human has it now. `forMs` null: until it is handed back. */
  async giveToHuman(manager: EntityManager, id: Id<'cnv'>, forMs: number | null): Promise<void> {
    await rows(
      manager,
      `update conversations
          set owner = 'human', owner_since = case when owner = 'human' then owner_since else now() end,
              human_until = now() + $2::bigint * interval '1 millisecond',
              human_requested_at = null, escalated_at = null, updated_at = now()
        where id = $1`,
      [id, forMs],
    );
  }

  /**
   * Everything that came in so far is answered by a human and read: the agent leaves it alone, and nobody needs to be
   * asked any more what to do about those that it had not answered.
   */
  async markAnsweredByHuman(manager: EntityManager, id: Id<'cnv'>): Promise<void> {
    await rows(
      manager,
      `update conversations set human_seq = last_seq, read_seq = last_seq, closed_at = null where id = $1`,
      [id],
    );
    await rows(
      manager,
      `update agent_inbox set status = 'skipped', processed_at = now(), error = 'human_answered'
        where conversation_id = $1 and status in ('queued', 'failed', 'expired')`,
      [id],
    );
  }

  /** The agent has it again, with a word from the seller. */
  async giveToAgent(manager: EntityManager, id: Id<'cnv'>, note: string | null): Promise<void> {
    await rows(
      manager,
      `update conversations
          set owner = 'ai', owner_since = now(), human_until = null, human_requested_at = null, escalated_at = null,
              hand_back_note = $2, handed_back_at = now(), updated_at = now()
        where id = $1`,
      [id, note],
    );
  }

  async setClosed(manager: EntityManager, id: Id<'cnv'>, closed: boolean): Promise<void> {
    await rows(
      manager,
      `update conversations
          set closed_at = case when $2 then now() end, updated_at = now(),
              human_requested_at = case when $2 then null else human_requested_at end
        where id = $1`,
      [id, closed],
    );
  }

  async setBlocked(manager: EntityManager, id: Id<'cnv'>, blocked: boolean): Promise<void> {
    await rows(
      manager,
      `update conversations set blocked_at = case when $2 then now() end, updated_at = now() where id = $1`,
      [id, blocked],
    );
    if (!blocked) return;
    await rows(
      manager,
      `update agent_inbox set status = 'skipped', processed_at = now(), error = 'blocked'
        where conversation_id = $1 and status = 'queued'`,
      [id],
    );
  }

  async markRead(manager: EntityManager, id: Id<'cnv'>): Promise<void> {
    await rows(manager, `update conversations set read_seq = last_seq where id = $1`, [id]);
  }

  async setNote(manager: EntityManager, id: Id<'cnv'>, note: string): Promise<void> {
    await rows(manager, `update conversations set note = $2 where id = $1`, [id, note]);
  }

  /** Nothing can be sent to this chat for now; null: it can again. */
  async setUnreachable(
    manager: EntityManager,
    id: Id<'cnv'>,
    reason: string | null,
  ): Promise<void> {
    await rows(
      manager,
      `update conversations set unreachable = $2, updated_at = now() where id = $1`,
      [id, reason],
    );
  }
}
