/**
 * Accepts what people write: committed before anybody is told that it arrived, once however often it is delivered,
 * numbered without gaps per conversation. Callers nudge a worker afterwards (see `#features/agents` TurnNudger).
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction, storable } from '#platform/database';
import type { Id } from '#platform/ids';
import { AgentSideLink, type ActivityEvent } from '../agent-side.js';
import type { ConversationKind } from '../conversations/conversation.entity.js';
import {
  ConversationsRepository,
  type ConversationRow,
} from '../conversations/conversations.repository.js';
import { BuyerLimitsService } from './buyer-limits.service.js';
import type { InboxPayload } from './inbox-message.entity.js';
import { InboxRepository } from './inbox.repository.js';
import { blockedConversation } from '../messaging.errors.js';

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
  sellerId: Id<'sel'>;
  /** True when this message was already here; nothing new was written. */
  duplicate: boolean;
  /** Worker that holds a live process for the conversation, to be nudged first. */
  warmWorker: string | null;
}

/** What becomes of a message as it comes in. */
interface Fate {
  status: 'queued' | 'skipped' | 'expired';
  error: string | null;
  events: ActivityEvent[];
}

const TO_BE_ANSWERED: Fate = { status: 'queued', error: null, events: [] };

@Injectable()
export class InboxService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly conversations: ConversationsRepository,
    private readonly inbox: InboxRepository,
    private readonly limits: BuyerLimitsService,
    private readonly link: AgentSideLink,
  ) {}

  /**
   * Stores one message.
   *
   * @returns when it is committed; a known external id answers with the first message's id
   * @throws AppError kind `unavailable` when the database cannot be reached: the sender must deliver again
   */
  async accept(given: IncomingMessage): Promise<AcceptedMessage> {
    const message = storable(given);
    const known = await this.inbox.findByExternalId(this.dataSource, message);
    if (known) return duplicateOf(message, known);
    const accepted = await inTransaction(this.dataSource, (manager) =>
      this.store(manager, message),
    );
    if (!accepted.duplicate) this.link.side.wake(message.agentId);
    return accepted;
  }

  /** Whether a message with that outside id is here. */
  async isKnown(
    key: Pick<IncomingMessage, 'channelId' | 'agentId' | 'externalId'>,
  ): Promise<boolean> {
    return (await this.inbox.findByExternalId(this.dataSource, key)) !== null;
  }

  /**
   * The same as a part of the caller's transaction; the caller wakes the readers of the log after its commit.
   *
   * @param o `wished`: the seller wants this one answered, so no limit of the buyer's holds it back
   * @throws AppError `messaging.conversation_blocked` (409) for a wished one whose buyer is blocked
   */
  async store(
    manager: EntityManager,
    given: IncomingMessage,
    o: { wished?: boolean } = {},
  ): Promise<AcceptedMessage> {
    // Platforms let people write what Postgres refuses; a message that can never be stored would come again for ever.
    const message = storable(given);
    const conversation = await this.conversations.openLocked(manager, {
      ...message,
      externalId: message.chatId,
      buyerName: message.payload.senderName,
    });
    const race = await this.inbox.findByExternalId(manager, message);
    if (race) return duplicateOf(message, race);
    const amended = await this.amend(manager, conversation, message);
    if (amended) return amended;
    if (o.wished && conversation.blockedAt) throw blockedConversation();
    const fate = o.wished ? TO_BE_ANSWERED : await this.fateOf(manager, conversation);
    const seq = await this.conversations.drawInboxSeq(manager, conversation.id, {
      buyerName: message.payload.senderName,
      due: fate.status === 'queued',
    });
    const inboxId = await this.inbox.insert(manager, {
      ...message,
      conversationId: conversation.id,
      seq,
      priority: conversation.priority,
      status: fate.status,
      error: fate.error,
    });
    await this.log(manager, conversation, message, { inboxId, more: fate.events });
    return {
      inboxId,
      conversationId: conversation.id,
      sellerId: message.sellerId,
      duplicate: false,
      warmWorker: conversation.warmWorker,
    };
  }

  private async fateOf(manager: EntityManager, conversation: ConversationRow): Promise<Fate> {
    if (conversation.blockedAt) return { status: 'skipped', error: 'blocked', events: [] };
    if (conversation.kind !== 'buyer') return TO_BE_ANSWERED;
    const events = await this.limits.exceeded(manager, {
      ...conversation,
      conversationId: conversation.id,
    });
    return events === null ? TO_BE_ANSWERED : { status: 'expired', error: 'buyer_limit', events };
  }

  /**
   * A new wording of a message that still waits replaces it; of one that was answered it is a message of its own. An edit
   * that changes neither text nor files says nothing: Telegram tells of a link's preview so, and repeats what it has told.
   */
  private async amend(
    manager: EntityManager,
    conversation: ConversationRow,
    message: IncomingMessage,
  ): Promise<AcceptedMessage | null> {
    const { messageId, edited } = message.payload;
    if (!edited || !messageId) return null;
    const { payload } = message;
    const conversationId = conversation.id;
    const same = await this.inbox.findSameWording(manager, conversationId, messageId, payload);
    if (same) return duplicateOf(message, { id: same, conversationId });
    const id = await this.inbox.amendQueued(manager, conversationId, messageId, payload);
    if (!id) return null;
    await this.log(manager, conversation, message, { inboxId: id, more: [] });
    return { ...duplicateOf(message, { id, conversationId }), duplicate: false };
  }

  private async log(
    manager: EntityManager,
    conversation: ConversationRow,
    message: IncomingMessage,
    o: { inboxId: Id<'inb'>; more: ActivityEvent[] },
  ): Promise<void> {
    const received = {
      type: 'message.received',
      content: message.payload.text,
      metadata: { conversationId: conversation.id, inboxId: o.inboxId, source: message.source },
    };
    await this.link.side.append(manager, conversation.agentId, conversation.id, [
      received,
      ...o.more,
    ]);
  }
}

function duplicateOf(
  { sellerId }: IncomingMessage,
  known: { id: Id<'inb'>; conversationId: Id<'cnv'> },
): AcceptedMessage {
  return {
    inboxId: known.id,
    conversationId: known.conversationId,
    sellerId,
    duplicate: true,
    warmWorker: null,
  };
}
