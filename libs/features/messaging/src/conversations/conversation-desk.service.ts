/**
 * What a seller does with a conversation: take it over, answer by hand, hand it back, close, block, note. Each is one
 * transaction; afterwards a running answer of the agent is stopped and whoever has work now is nudged.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '#platform/database';
import type { Id } from '#platform/ids';
import { AgentSideLink, type ActivityEvent } from '../agent-side.js';
import type { OpenChannel } from '../channels/channel-driver.js';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { DeliveriesRepository } from '../deliveries/deliveries.repository.js';
import { OutboxService } from '../deliveries/outbox.service.js';
import {
  blockedConversation,
  channelDisconnected,
  conversationNotFound,
  notABuyersChat,
} from '../messaging.errors.js';
import {
  ConversationOwnerRepository,
  type LockedConversation,
} from './conversation-owner.repository.js';

const MINUTE_MS = 60_000;

type Step = (manager: EntityManager, conversation: LockedConversation) => Promise<ActivityEvent[]>;

@Injectable()
export class ConversationDeskService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly owners: ConversationOwnerRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly outbox: OutboxService,
    private readonly channels: ChannelsRepository,
    private readonly link: AgentSideLink,
  ) {}

  /** The agent falls silent; what it wrote and nobody sent yet is taken back. @param minutes null: the agent's setting */
  async takeOver(sellerId: Id<'sel'>, id: string, minutes: number | null): Promise<void> {
    const conversation = await this.change(sellerId, id, async (manager, found) => {
      refuseOwnChat(found);
      await this.silence(manager, found, minutes === null ? null : minutes * MINUTE_MS);
      return [{ type: 'conversation.taken_over' }];
    });
    this.link.side.stopTurn(conversation.id);
  }

  /** The agent goes on, knowing `note` and what was said meanwhile. */
  async handBack(sellerId: Id<'sel'>, id: string, note: string | null): Promise<void> {
    const conversation = await this.change(sellerId, id, async (manager, found) => {
      refuseOwnChat(found);
      await this.owners.giveToAgent(manager, found.id, note);
      return [{ type: 'conversation.handed_back' }];
    });
    this.link.side.nudgeTurn({ conversationId: conversation.id, sellerId });
  }

  /**
   * Sends what the seller wrote, and takes the conversation over. What the buyer had asked so far counts as answered.
   * The same `idempotencyKey` is the same message.
   */
  async reply(
    sellerId: Id<'sel'>,
    id: string,
    message: { text: string; idempotencyKey: string | null },
  ): Promise<void> {
    const conversation = await this.change(sellerId, id, (manager, found) =>
      this.sendReply(manager, found, message),
    );
    this.link.side.stopTurn(conversation.id);
    this.link.side.nudgeDelivery(conversation.id);
  }

  async close(sellerId: Id<'sel'>, id: string): Promise<void> {
    await this.change(sellerId, id, async (manager, found) => {
      await this.owners.setClosed(manager, found.id, true);
      return [{ type: 'conversation.closed' }];
    });
  }

  async reopen(sellerId: Id<'sel'>, id: string): Promise<void> {
    await this.change(sellerId, id, async (manager, found) => {
      await this.owners.setClosed(manager, found.id, false);
      return [{ type: 'conversation.reopened' }];
    });
  }

  /** Nothing this buyer writes is answered any more. */
  async block(sellerId: Id<'sel'>, id: string): Promise<void> {
    const conversation = await this.change(sellerId, id, async (manager, found) => {
      refuseOwnChat(found);
      await this.owners.setBlocked(manager, found.id, true);
      await this.deliveries.cancelPendingOfAgent(manager, found.id, 'blocked');
      return [{ type: 'conversation.blocked' }];
    });
    this.link.side.stopTurn(conversation.id);
  }

  async unblock(sellerId: Id<'sel'>, id: string): Promise<void> {
    await this.change(sellerId, id, async (manager, found) => {
      refuseOwnChat(found);
      await this.owners.setBlocked(manager, found.id, false);
      return [{ type: 'conversation.unblocked' }];
    });
  }

  async markRead(sellerId: Id<'sel'>, id: string): Promise<void> {
    await this.change(sellerId, id, async (manager, found) => {
      await this.owners.markRead(manager, found.id);
      return [];
    });
  }

  async setNote(sellerId: Id<'sel'>, id: string, note: string): Promise<void> {
    await this.change(sellerId, id, async (manager, found) => {
      await this.owners.setNote(manager, found.id, note);
      return [];
    });
  }

  /**
   * The seller wrote from their phone: the conversation is theirs (also one that they begin), what they wrote is kept.
   * Called by channels that see it, as a part of the transaction in which they note that it was handled.
   *
   * @returns the conversation, or null when the message is known
   */
  async wroteFromPhone(
    manager: EntityManager,
    channel: Pick<OpenChannel, 'id' | 'sellerId' | 'agentId'>,
    chat: { id: string; name: string },
    message: { text: string; externalId: string },
  ): Promise<LockedConversation | null> {
    const found =
      (await this.owners.lockChat(manager, channel.id, chat.id)) ??
      (await this.owners.openChat(manager, channel, chat));
    if (await this.deliveries.isKnown(manager, channel.id, message.externalId)) return null;
    await this.silence(manager, found, null);
    await this.owners.markAnsweredByHuman(manager, found.id);
    await this.outbox.keep(manager, {
      ...outgoing(found),
      author: 'phone',
      text: message.text,
      externalId: message.externalId,
    });
    await this.note(manager, found, [{ type: 'conversation.taken_over', content: 'phone' }]);
    return found;
  }

  /** The platform says that nothing can be sent to that chat (the buyer blocked the bot), or with null that it can. */
  async setUnreachable(
    channel: Pick<OpenChannel, 'id' | 'agentId'>,
    chatId: string,
    reason: string | null,
  ): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const found = await this.owners.lockChat(manager, channel.id, chatId);
      if (!found) return;
      await this.owners.setUnreachable(manager, found.id, reason);
      if (reason) await this.deliveries.cancelPendingOfAgent(manager, found.id, reason);
      await this.note(manager, found, []);
    });
    this.link.side.wake(channel.agentId);
  }

  /** To be called when the transaction of {@link wroteFromPhone} has committed. */
  tookOver(conversation: LockedConversation): void {
    this.link.side.wake(conversation.agentId);
    this.link.side.stopTurn(conversation.id);
  }

  private async sendReply(
    manager: EntityManager,
    found: LockedConversation,
    message: { text: string; idempotencyKey: string | null },
  ): Promise<ActivityEvent[]> {
    refuseOwnChat(found);
    const { text, idempotencyKey } = message;
    if (idempotencyKey && (await this.deliveries.hasKey(manager, found.id, idempotencyKey))) {
      return [];
    }
    if (found.blocked) throw blockedConversation();
    if (!(await this.channels.isLive(manager, found.channelId))) throw channelDisconnected();
    await this.silence(manager, found, null);
    await this.owners.markAnsweredByHuman(manager, found.id);
    await this.outbox.enqueue(manager, {
      ...outgoing(found),
      author: 'human',
      text,
      idempotencyKey,
    });
    return [{ type: 'conversation.replied', content: text }];
  }

  private async silence(
    manager: EntityManager,
    found: LockedConversation,
    forMs: number | null,
  ): Promise<void> {
    const settings = await this.link.side.settings(manager, found.agentId);
    await this.owners.giveToHuman(manager, found.id, forMs ?? settings.takeoverMs);
    await this.deliveries.cancelPendingOfAgent(manager, found.id, 'taken_over');
  }

  /** One change: the row locked first, its events written last. */
  private async change(sellerId: Id<'sel'>, id: string, step: Step): Promise<LockedConversation> {
    const conversation = await inTransaction(this.dataSource, async (manager) => {
      const found = await this.owners.lock(manager, sellerId, id);
      if (!found) throw conversationNotFound();
      await this.note(manager, found, await step(manager, found));
      return found;
    });
    this.link.side.wake(conversation.agentId);
    return conversation;
  }

  private async note(
    manager: EntityManager,
    conversation: LockedConversation,
    events: ActivityEvent[],
  ): Promise<void> {
    const about = { conversationId: conversation.id };
    const located = [...events, { type: 'conversation.changed' }].map((event) => ({
      ...event,
      metadata: about,
    }));
    await this.link.side.append(manager, conversation.agentId, conversation.id, located);
  }
}

function outgoing(found: LockedConversation): {
  sellerId: Id<'sel'>;
  conversationId: Id<'cnv'>;
  channelId: Id<'chn'> | null;
  runId: null;
} {
  return {
    sellerId: found.sellerId,
    conversationId: found.id,
    channelId: found.channelId,
    runId: null,
  };
}

function refuseOwnChat(found: LockedConversation): void {
  if (found.kind !== 'buyer') throw notABuyersChat();
}
