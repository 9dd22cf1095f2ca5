/**
 * Accepts what people write: committed before anybody is told that it arrived, once however often it is delivered,
 * numbered without gaps per conversation. Callers nudge a worker afterwards (see `#features/agents` TurnNudger).
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '#platform/database';
import type { Id } from '#platform/ids';
import type { ConversationKind } from './conversation.entity.js';
import { ConversationsRepository } from './conversations.repository.js';
import type { InboxPayload } from './inbox-message.entity.js';
import { InboxRepository } from './inbox.repository.js';

export interface IncomingMessage {
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  /** null: the seller's own chat in the dashboard. */
  channelId: Id<'chn'> | null;
  kind: ConversationKind;
  /** The platform's id of the chat (the seller's id in the seller's own chat). */
  chatId: string;
  /** The platform's id of the message or update; what makes a redelivery harmless. */
  externalId: string;
  payload: InboxPayload;
  source: string;
}

export interface AcceptedMessage {
  inboxId: Id<'inb'>;
  conversationId: Id<'cnv'>;
  /** True when this message was already here; nothing new was written. */
  duplicate: boolean;
  /** Worker that holds a live process for the conversation, to be nudged first. */
  warmWorker: string | null;
}

@Injectable()
export class InboxService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly conversations: ConversationsRepository,
    private readonly inbox: InboxRepository,
  ) {}

  /**
   * Stores one message.
   *
   * @returns when it is committed; a known external id answers with the first message's id
   * @throws AppError kind `unavailable` when the database cannot be reached: the sender must deliver again
   */
  async accept(message: IncomingMessage): Promise<AcceptedMessage> {
    const known = await this.inbox.findByExternalId(this.dataSource, message);
    if (known) return duplicateOf(known);
    return inTransaction(this.dataSource, async (manager) => {
      const conversation = await this.conversations.openLocked(manager, {
        ...message,
        externalId: message.chatId,
        buyerName: message.payload.senderName,
      });
      const race = await this.inbox.findByExternalId(manager, message);
      if (race) return duplicateOf(race);
      const seq = await this.conversations.drawInboxSeq(
        manager,
        conversation.id,
        message.payload.senderName,
      );
      const inboxId = await this.inbox.insert(manager, {
        ...message,
        conversationId: conversation.id,
        seq,
        priority: conversation.priority,
      });
      return {
        inboxId,
        conversationId: conversation.id,
        duplicate: false,
        warmWorker: conversation.warmWorker,
      };
    });
  }
}

function duplicateOf(known: { id: Id<'inb'>; conversationId: Id<'cnv'> }): AcceptedMessage {
  return {
    inboxId: known.id,
    conversationId: known.conversationId,
    duplicate: true,
    warmWorker: null,
  };
}
