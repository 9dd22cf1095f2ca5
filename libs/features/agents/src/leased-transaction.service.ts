/**
 * A transaction of the holder of a conversation's lease. First statement: the epoch check. Last statements: when the
 * conversation is due again, then its events, whose positions must be drawn last (see event-log.service.ts).
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ConversationLeasesRepository, type LeasedConversation } from '#features/messaging';
import { inTransaction } from '#platform/database';
import { EventLogService, type NewEvent } from './event-log.service.js';

@Injectable()
export class LeasedTransactionService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly leases: ConversationLeasesRepository,
    private readonly events: EventLogService,
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
    const done = await inTransaction(this.dataSource, async (manager) => {
      const { id, epoch } = conversation;
      const { owner, humanSeq } = await this.leases.assertHeld(manager, id, epoch);
      const events = await work(manager, owner, humanSeq);
      await this.leases.settleDue(manager, conversation.id);
      const located = (events ?? []).map((event) => ({
        ...event,
        metadata: { conversationId: conversation.id, ...event.metadata },
      }));
      await this.events.append(manager, conversation.agentId, conversation.id, located);
      return { did: events !== null, wrote: located.length > 0 };
    });
    if (done.wrote) this.events.wake(conversation.agentId);
    return done.did;
  }
}
