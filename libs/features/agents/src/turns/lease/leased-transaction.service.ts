/**
 * A transaction of the holder of a conversation's lease. First statement: the epoch check. Last statements: when the
 * conversation is due again, then its events, whose positions must be drawn last (see event-log.service.ts).
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  ConversationLeasesRepository,
  LeaseLostError,
  type LeasedConversation,
} from '#features/messaging';
import { inTransaction } from '#platform/database';
import { EventLogService, type NewEvent } from '../../events/event-log.service.js';
import { TurnMetrics } from '../../runs/turn-metrics.service.js';

@Injectable()
export class LeasedTransactionService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly leases: ConversationLeasesRepository,
    private readonly events: EventLogService,
    private readonly metrics: TurnMetrics,
  ) {}

  /**
   * @param work gets who owns the conversation at this moment and up to which position a human has answered; answers the events to append, or null when it did not
   *   do what it was asked to
   * @returns false when `work` answered null
   * @throws LeaseLostError when another worker holds the conversation now; nothing is written
   */
  async write(
    conversation: LeasedConversation,
    work: (
      manager: EntityManager,
      owner: 'ai' | 'human',
      humanSeq: number,
    ) => Promise<NewEvent[] | null>,
  ): Promise<boolean> {
    const committed = await this.commit(conversation, work).catch((error: unknown) => {
      if (error instanceof LeaseLostError) this.metrics.leaseLost();
      throw error;
    });
    if (committed === null) return false;
    this.metrics.count(committed);
    if (committed.length > 0) this.events.wake(conversation.agentId);
    return true;
  }

  /** @returns the events that were appended; null when `work` answered null */
  private commit(
    conversation: LeasedConversation,
    work: Parameters<LeasedTransactionService['write']>[1],
  ): Promise<NewEvent[] | null> {
    return inTransaction(this.dataSource, async (manager) => {
      const { owner, humanSeq } = await this.leases.assertHeld(manager, conversation);
      const events = await work(manager, owner, humanSeq);
      const located = (events ?? []).map((event) => ({
        ...event,
        metadata: { conversationId: conversation.id, ...event.metadata },
      }));
      await Promise.all([
        this.leases.settleDue(manager, conversation.id),
        this.events.append(manager, conversation.agentId, conversation.id, located),
      ]);
      return events === null ? null : located;
    });
  }
}
