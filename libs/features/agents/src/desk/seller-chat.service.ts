/** The seller's own chat with the agent. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InboxService, type AcceptedMessage } from '#features/messaging';
import { Clock } from '#platform/clock';
import type { Id } from '#platform/ids';
import { AgentsService } from '../agents.service.js';

@Injectable()
export class SellerChatService {
  constructor(
    private readonly agents: AgentsService,
    private readonly inbox: InboxService,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores what the seller wrote. The same idempotency key answers with the first message.
   *
   * @throws AppError when there is no agent yet
   */
  async send(
    sellerId: Id<'sel'>,
    message: { text: string; source: string; idempotencyKey: string | null; senderName: string },
  ): Promise<AcceptedMessage> {
    const agent = await this.agents.get(sellerId);
    return this.inbox.accept({
      sellerId,
      agentId: agent.id,
      channelId: null,
      kind: 'seller',
      chatId: sellerId,
      externalId: message.idempotencyKey ? `key:${message.idempotencyKey}` : `own:${randomUUID()}`,
      payload: {
        text: message.text,
        senderId: sellerId,
        senderName: message.senderName,
        sentAt: this.clock.now().toISOString(),
      },
      source: message.source,
    });
  }
}
