/** A chat in which the seller plays a buyer: the same agent, prompt and tools, and nobody else reads it. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InboxService, type AcceptedMessage } from '#features/messaging';
import { Clock } from '#platform/clock';
import { inTransaction, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { AgentsService } from '../agents.service.js';
import { BudgetsService } from '../budget/budgets.service.js';
import { EventLogService } from '../events/event-log.service.js';

@Injectable()
export class TestChatService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly agents: AgentsService,
    private readonly inbox: InboxService,
    private readonly budgets: BudgetsService,
    private readonly events: EventLogService,
    private readonly clock: Clock,
  ) {}

  /** Stores what the seller wrote as a buyer. @throws AppError when there is no agent yet */
  async send(sellerId: Id<'sel'>, text: string): Promise<AcceptedMessage> {
    const agent = await this.agents.get(sellerId);
    return this.inbox.accept({
      sellerId,
      agentId: agent.id,
      channelId: null,
      kind: 'test',
      chatId: sellerId,
      externalId: `test:${randomUUID()}`,
      payload: {
        text,
        senderId: sellerId,
        senderName: 'Test buyer',
        sentAt: this.clock.now().toISOString(),
      },
      source: 'dashboard',
    });
  }

  /**
   * Forgets the chat, so that the next one begins as with a new buyer. A run in it loses its lease and writes nothing, so
   * it is paid for here.
   */
  async forget(sellerId: Id<'sel'>): Promise<void> {
    const agent = await this.agents.get(sellerId);
    const chats = `from conversations where agent_id = $1 and kind = 'test'`;
    await inTransaction(this.dataSource, async (manager) => {
      await rows(manager, `select 1 ${chats} for update`, [agent.id]);
      const warnings = await this.budgets.settleTestChats(manager, sellerId);
      await rows(manager, `delete ${chats}`, [agent.id]);
      await this.events.append(manager, agent.id, null, warnings);
    });
    this.events.wake(agent.id);
  }
}
