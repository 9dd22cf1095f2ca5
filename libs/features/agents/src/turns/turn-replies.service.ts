/** What a run says, as part of the transaction that ends it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  DeliveriesRepository,
  OutboxService,
  type LeasedConversation,
  type OutgoingAnswer,
  type SystemLine,
} from '#features/messaging';
import type { Id } from '#platform/ids';
import {
  APOLOGY,
  APOLOGY_SILENCE_MS,
  OUT_OF_BUDGET,
  OWN_BUDGET_SPENT,
} from '../prompts/system-lines.js';

@Injectable()
export class TurnRepliesService {
  constructor(
    private readonly outbox: OutboxService,
    private readonly deliveries: DeliveriesRepository,
  ) {}

  async answer(
    manager: EntityManager,
    conversation: LeasedConversation,
    runId: Id<'run'>,
    text: string,
  ): Promise<void> {
    await this.outbox.enqueue(manager, outgoing(conversation, runId, 'agent', text));
  }

  /** One line to a buyer whose message was given up; not again for hours, never to the seller. */
  async apologise(
    manager: EntityManager,
    conversation: LeasedConversation,
    runId: Id<'run'> | null,
  ): Promise<void> {
    await this.sayOnce(manager, conversation, {
      runId,
      line: 'apology',
      text: APOLOGY,
      silenceMs: APOLOGY_SILENCE_MS,
    });
  }

  /** One line to a buyer whose message cannot be paid for, not again for hours; the seller is told plainly. */
  async passOn(
    manager: EntityManager,
    conversation: LeasedConversation,
    runId: Id<'run'>,
  ): Promise<void> {
    if (conversation.kind !== 'buyer') {
      await this.outbox.enqueue(manager, outgoing(conversation, runId, 'system', OWN_BUDGET_SPENT));
      return;
    }
    await this.sayOnce(manager, conversation, {
      runId,
      line: 'out_of_budget',
      text: OUT_OF_BUDGET,
      silenceMs: APOLOGY_SILENCE_MS,
    });
  }

  /** Says a line of ours to a buyer, unless that was said within `silenceMs`. */
  async sayOnce(
    manager: EntityManager,
    conversation: LeasedConversation,
    o: { runId: Id<'run'> | null; line: SystemLine; text: string; silenceMs: number },
  ): Promise<void> {
    const { runId, line, text, silenceMs } = o;
    if (conversation.kind !== 'buyer' || text.trim() === '') return;
    if (await this.deliveries.hasSaid(manager, conversation.id, line, silenceMs)) return;
    await this.outbox.enqueue(manager, {
      ...outgoing(conversation, runId, 'system', text),
      line,
    });
  }
}

function outgoing(
  conversation: LeasedConversation,
  runId: Id<'run'> | null,
  author: 'agent' | 'system',
  text: string,
): OutgoingAnswer {
  return {
    sellerId: conversation.sellerId,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    runId,
    author,
    text,
  };
}
