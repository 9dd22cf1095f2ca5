/**
 * Carries out what the tools of a run asked for, in the transaction that ends it: a run that came to nothing has
 * changed nothing. In a test chat nothing is done, only shown.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ProposalsService } from '#features/etsy';
import {
  NotificationsRepository,
  TakeoverRepository,
  type LeasedConversation,
} from '#features/messaging';
import type { Id } from '#platform/ids';
import { proposalEvent } from '../events/proposal-event.js';
import { CustomRequestsRepository } from '../custom-requests/custom-requests.repository.js';
import type { NewEvent } from '../events/event-log.service.js';
import type { ToolEffect } from '../tools/tool.js';

@Injectable()
export class RunEffectsService {
  constructor(
    private readonly takeovers: TakeoverRepository,
    private readonly customRequests: CustomRequestsRepository,
    private readonly notifications: NotificationsRepository,
    private readonly proposals: ProposalsService,
  ) {}

  /** @returns what to write into the activity log */
  async apply(
    manager: EntityManager,
    run: { conversation: LeasedConversation; runId: Id<'run'> },
    effects: ToolEffect[],
  ): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    for (const effect of effects) events.push(await this.applyOne(manager, run, effect));
    return events;
  }

  private async applyOne(
    manager: EntityManager,
    { conversation, runId }: { conversation: LeasedConversation; runId: Id<'run'> },
    effect: ToolEffect,
  ): Promise<NewEvent> {
    const test = conversation.kind === 'test';
    const about = { runId, ...(test ? { test } : {}) };
    switch (effect.type) {
      case 'human_requested':
        if (!test) await this.takeovers.requestHuman(manager, conversation.id);
        return {
          type: 'handoff.requested',
          content: effect.summary,
          metadata: { ...about, reason: effect.reason },
        };
      case 'question':
        if (!test) await this.tellOfQuestion(manager, conversation);
        return {
          type: 'question.asked',
          content: effect.question,
          metadata: about,
        };
      case 'custom_request': {
        const requestId = test
          ? null
          : await this.takeCustomRequest(manager, conversation, effect.summary);
        return {
          type: 'custom_request.taken',
          content: effect.summary,
          metadata: { ...about, requestId },
        };
      }
      case 'proposal':
        await this.proposals.record(manager, effect.proposal);
        return proposalEvent(effect.proposal, runId);
    }
  }

  /** Once an hour for each conversation: who asks much is looked at once. */
  private async tellOfQuestion(
    manager: EntityManager,
    { id, sellerId }: LeasedConversation,
  ): Promise<void> {
    await this.notifications.add(manager, {
      sellerId,
      kind: 'question_asked',
      topic: `question:${id}:${new Date().toISOString().slice(0, 13)}`,
      body: 'A buyer asks something that only you can answer.',
      conversationId: id,
    });
  }

  private async takeCustomRequest(
    manager: EntityManager,
    { id: conversationId, sellerId }: LeasedConversation,
    summary: string,
  ): Promise<Id<'cus'>> {
    const requestId = await this.customRequests.insert(manager, {
      sellerId,
      conversationId,
      summary,
    });
    await this.notifications.add(manager, {
      sellerId,
      kind: 'custom_request',
      topic: `custom:${requestId}`,
      body: 'A buyer wishes for something made to order.',
      conversationId,
    });
    return requestId;
  }
}
