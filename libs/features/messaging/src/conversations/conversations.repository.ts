/** SQL of `conversations`, apart from the lease (see conversation-leases.repository.ts). */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import type { ConversationKind } from './conversation.entity.js';

export interface ConversationKey {
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  channelId: Id<'chn'> | null;
  kind: ConversationKind;
  externalId: string;
  buyerName: string;
}

/** A conversation as its row stands, locked or not. */
export interface ConversationRow {
  id: Id<'cnv'>;
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  channelId: Id<'chn'> | null;
  kind: ConversationKind;
  externalId: string;
  buyerName: string;
  owner: 'ai' | 'human';
  humanUntil: Date | null;
  blockedAt: Date | null;
  priority: number;
  /** Worker with a live process for it, if its heartbeat is fresh. */
  warmWorker: string | null;
}

const COLUMNS = `id, seller_id, agent_id, channel_id, kind, external_id, buyer_name, owner, human_until, blocked_at,
  priority, case when warm_until > now() then warm_worker end as warm_worker`;

/** The seller's own chat goes before buyers. */
const PRIORITY: Record<ConversationKind, number> = { seller: 0, test: 5, buyer: 10 };

@Injectable()
export class ConversationsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Finds or creates the conversation and locks its row, so that its messages are numbered one after the other. */
  async openLocked(manager: EntityManager, key: ConversationKey): Promise<ConversationRow> {
    const found = await this.lock(manager, key);
    if (found) return found;
    await rows(
      manager,
      `insert into conversations (id, seller_id, agent_id, channel_id, kind, external_id, buyer_name, priority)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
      [
        newId('cnv'),
        key.sellerId,
        key.agentId,
        key.channelId,
        key.kind,
        key.externalId,
        key.buyerName,
        PRIORITY[key.kind],
      ],
    );
    const created = await this.lock(manager, key);
    if (!created) throw new Error('a conversation vanished between insert and read');
    return created;
  }

  private async lock(
    manager: EntityManager,
    key: ConversationKey,
  ): Promise<ConversationRow | null> {
    return key.channelId
      ? row(
          manager,
          `select ${COLUMNS} from conversations where channel_id = $1 and external_id = $2 for no key update`,
          [key.channelId, key.externalId],
        )
      : row(
          manager,
          `select ${COLUMNS} from conversations where agent_id = $1 and kind = $2 and external_id = $3 for no key update`,
          [key.agentId, key.kind, key.externalId],
        );
  }

  /** Draws the next inbox position; a message to be answered makes the conversation due now, and opens it again. */
  async drawInboxSeq(
    manager: EntityManager,
    id: Id<'cnv'>,
    message: { buyerName: string; due: boolean },
  ): Promise<number> {
    const drawn = await row<{ lastSeq: number }>(
      manager,
      `update conversations
          set last_seq = last_seq + 1,
              due_at = case when $3 then least(coalesce(due_at, now()), now()) else due_at end,
              closed_at = case when $3 then null else closed_at end,
              last_inbound_at = now(), updated_at = now(), unreachable = null,
              buyer_name = case when $2 = '' then buyer_name else $2 end
        where id = $1 returning last_seq`,
      [id, message.buyerName, message.due],
    );
    if (!drawn) throw new Error(`conversation ${id} vanished while locked`);
    return drawn.lastSeq;
  }

  /** A person is known by a better address now: their conversation goes on under it. */
  async rename(
    manager: EntityManager,
    channelId: Id<'chn'>,
    address: { from: string; to: string },
  ): Promise<void> {
    await rows(
      manager,
      `update conversations set external_id = $3 where channel_id = $1 and external_id = $2
          and not exists (select 1 from conversations where channel_id = $1 and external_id = $3)`,
      [channelId, address.from, address.to],
    );
  }

  async find(sellerId: Id<'sel'>, id: Id<'cnv'>): Promise<ConversationRow | null> {
    return row(
      this.dataSource,
      `select ${COLUMNS} from conversations where seller_id = $1 and id = $2`,
      [sellerId, id],
    );
  }
}
