/** What the seller does about messages that got no answer: lists them, has them answered after all, or lets them be. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InboxService, type AcceptedMessage } from '#features/messaging';
import { Clock } from '#platform/clock';
import { inTransaction } from '#platform/database';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { AgentsService } from '../agents.service.js';
import { EventLogService } from '../events/event-log.service.js';
import { NotAnsweredRepository, type NotAnsweredMessage } from './not-answered.repository.js';

@Injectable()
export class NotAnsweredService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly agents: AgentsService,
    private readonly messages: NotAnsweredRepository,
    private readonly inbox: InboxService,
    private readonly events: EventLogService,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(
    sellerId: Id<'sel'>,
    page: { limit: number; before: string | null },
  ): Promise<NotAnsweredMessage[]> {
    const agent = await this.agents.get(sellerId);
    return this.messages.list(agent.id, page);
  }

  /**
   * Puts a message into the queue once more: at the end of its conversation, as fresh as if it had just come in.
   * Twice is once: the second call finds it gone.
   *
   * @throws AppError `agents.message_not_found` (404), for a foreign one too; `messaging.conversation_blocked` (409)
   */
  async replay(sellerId: Id<'sel'>, id: string): Promise<AcceptedMessage> {
    const agent = await this.agents.get(sellerId);
    const accepted = await inTransaction(this.dataSource, async (manager) => {
      const message = await this.messages.lock(manager, agent.id, id);
      if (!message) throw messageNotFound();
      await this.messages.close(manager, message.id, 'replayed');
      const again = {
        ...message,
        sellerId,
        externalId: `replay:${message.id}`,
        // A change of an earlier message was that only when it came in.
        payload: { ...message.payload, edited: false, sentAt: this.clock.now().toISOString() },
      };
      return this.inbox.store(manager, again, { wished: true });
    });
    this.events.wake(agent.id);
    return accepted;
  }

  /** What buyers wrote while the agent was paused is listed, not answered. To be called before it is resumed. */
  async expireWaiting(sellerId: Id<'sel'>): Promise<void> {
    const agent = await this.agents.get(sellerId);
    await inTransaction(this.dataSource, async (manager) => {
      const inboxIds = await this.messages.expireWaiting(manager, agent.id);
      if (inboxIds.length === 0) return;
      const metadata = { inboxIds, reason: 'paused' };
      await this.events.append(manager, agent.id, null, [{ type: 'not_answered', metadata }]);
    });
  }

  /** @throws AppError `agents.message_not_found` (404), for a foreign one too */
  async dismiss(sellerId: Id<'sel'>, id: string): Promise<void> {
    const agent = await this.agents.get(sellerId);
    await inTransaction(this.dataSource, async (manager) => {
      const message = await this.messages.lock(manager, agent.id, id);
      if (!message) throw messageNotFound();
      await this.messages.close(manager, message.id, 'dismissed');
    });
  }
}

function messageNotFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'agents.message_not_found',
    message: 'There is no such message among those that were not answered.',
  });
}
