/** What a platform says later about a message that was sent: delivered, read, refused after all. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row } from '#platform/database';
import type { Id } from '#platform/ids';
import { AgentSideLink } from '../agent-side.js';
import { DeliveriesRepository } from './deliveries.repository.js';

@Injectable()
export class ReceiptsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly deliveries: DeliveriesRepository,
    private readonly link: AgentSideLink,
  ) {}

  /** Notes it, if it is about a message of ours and news. */
  async note(
    channelId: Id<'chn'>,
    externalId: string,
    status: 'delivered' | 'read' | 'failed',
    code: string | null,
  ): Promise<void> {
    const error = code === null ? null : `refused_${code}`;
    const noted = await this.deliveries.noteReceipt(channelId, externalId, status, error);
    if (!noted) return;
    const owner = await row<{ agentId: Id<'agt'> }>(
      this.dataSource,
      `select agent_id from conversations where id = $1`,
      [noted.conversationId],
    );
    if (!owner) return;
    const metadata = {
      conversationId: noted.conversationId,
      deliveryId: noted.id,
      ...(noted.runId ? { runId: noted.runId } : {}),
      ...(error ? { error } : {}),
    };
    const event = { type: `delivery.${status}`, metadata };
    await this.link.side.append(this.dataSource, owner.agentId, noted.conversationId, [event]);
    this.link.side.wake(owner.agentId);
  }

  /** The text of a sent message, to be encrypted anew when a phone asks for it. */
  async textOf(channelId: Id<'chn'>, externalId: string): Promise<string | null> {
    return this.deliveries.findText(channelId, externalId);
  }
}
