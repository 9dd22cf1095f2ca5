/** The books of a run: its row and what it cost are closed together, in the transaction that ends it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LeasedConversation } from '#features/messaging';
import type { Id } from '#platform/ids';
import { AgentRunsRepository, type RunEnd } from './agent-runs.repository.js';
import { NO_USAGE } from '../sessions/agent-runtime.js';
import { BudgetsService } from '../budget/budgets.service.js';
import type { NewEvent } from '../events/event-log.service.js';
import type { OpenRun } from '../turns/open-run.js';

@Injectable()
export class RunBooksService {
  constructor(
    private readonly runs: AgentRunsRepository,
    private readonly budgets: BudgetsService,
  ) {}

  /** @returns `budget.warning` when this run has crossed 80 % of the month */
  async close(manager: EntityManager, run: OpenRun, end: RunEnd): Promise<NewEvent[]> {
    const { costMicros } = end.usage ?? NO_USAGE;
    const [, warnings] = await Promise.all([
      this.runs.finish(manager, run.id, end),
      this.budgets.settle(manager, run.conversation.sellerId, { id: run.id, costMicros }),
    ]);
    return warnings;
  }

  /** Closes what a dead worker left open, from what was written down. */
  async closeAbandoned(
    manager: EntityManager,
    conversation: LeasedConversation,
  ): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    for (const runId of await this.runs.abandonOpen(manager, conversation.id)) {
      const metadata = { runId, class: 'crashed', willRetry: true };
      events.push({ type: 'run.failed', metadata });
      events.push(...(await this.budgets.settleCrashed(manager, conversation.sellerId, runId)));
    }
    return events;
  }

  /** How many runs that began with this message have failed. */
  async countFailures(manager: EntityManager, inboxId: Id<'inb'>): Promise<number> {
    return this.runs.countFailures(manager, inboxId);
  }

  async isCompleted(manager: EntityManager, runId: Id<'run'>): Promise<boolean> {
    return (await this.runs.statusOf(manager, runId)) === 'completed';
  }
}
