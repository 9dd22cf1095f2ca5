/**
 * Carries out what the tools of a run asked for, in the transaction that ends it: a run that came to nothing has
 * changed nothing. In a test chat nothing is done, only shown.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ProposalsService } from '#features/etsy';
import { TakeoverRepository, type LeasedConversation } from '#features/messaging';
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
    switch (effect.type) {
      case 'human_requested':
        if (!test) await this.takeovers.requestHuman(manager, conversation.id);
        return {
          type: 'handoff.requested',
          content: effect.summary,
          metadata: { runId, reason: effect.reason, ...(test ? { test } : {}) },
        };
      case 'custom_request': {
        const requestId = test
          ? null
          : await this.customRequests.insert(manager, {
              sellerId: conversation.sellerId,
              conversationId: conversation.id,
              summary: effect.summary,
            });
        return {
          type: 'custom_request.taken',
          content: effect.summary,
          metadata: { runId, requestId, ...(test ? { test } : {}) },
        };
      }
      case 'proposal':
        await this.proposals.record(manager, effect.proposal);
        return proposalEvent(effect.proposal, runId);
    }
  }
}
