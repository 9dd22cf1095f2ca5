/** A chat in which the seller plays a buyer: the same agent, prompt and tools, and nobody else reads it. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InboxService, type AcceptedMessage } from '#features/messaging';
import { Clock } from '#platform/clock';
import { rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { AgentsService } from '../agents.service.js';

@Injectable()
export class TestChatService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly agents: AgentsService,
    private readonly inbox: InboxService,
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

  /** Forgets the chat, so that the next one begins as with a new buyer. A run in it loses its lease and writes nothing. */
  async forget(sellerId: Id<'sel'>): Promise<void> {
    const agent = await this.agents.get(sellerId);
    await rows(this.dataSource, `delete from conversations where agent_id = $1 and kind = 'test'`, [
      agent.id,
    ]);
  }
}
