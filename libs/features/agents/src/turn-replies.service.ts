/** What a run says and sets off, as parts of the transaction that ends it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  DeliveriesRepository,
  OutboxService,
  TakeoverRepository,
  type LeasedConversation,
  type OutgoingAnswer,
} from '#features/messaging';
import type { Id } from '#platform/ids';
import type { NewEvent } from './event-log.service.js';
import { APOLOGY, APOLOGY_SILENCE_MS } from './prompts/system-lines.js';
import type { ToolEffect } from './tools/tool.js';

@Injectable()
export class TurnRepliesService {
  constructor(
    private readonly outbox: OutboxService,
    private readonly deliveries: DeliveriesRepository,
    private readonly takeovers: TakeoverRepository,
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
    if (conversation.kind !== 'buyer') return;
    if (await this.deliveries.hasSystemLineSince(manager, conversation.id, APOLOGY_SILENCE_MS)) {
      return;
    }
    await this.outbox.enqueue(manager, outgoing(conversation, runId, 'system', APOLOGY));
  }

  /** Carries out what the tools of the run asked for. */
  async applyEffects(
    manager: EntityManager,
    run: { conversationId: Id<'cnv'>; runId: Id<'run'> },
    effects: ToolEffect[],
  ): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    for (const effect of effects) {
      await this.takeovers.requestHuman(manager, run.conversationId);
      events.push({
        type: 'handoff.requested',
        content: effect.summary,
        metadata: { runId: run.runId, reason: effect.reason },
      });
    }
    return events;
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
