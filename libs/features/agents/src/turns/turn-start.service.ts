/**
 * The transactions before a run: it starts, it is put off, or it is refused because nothing is left to pay it with.
 * Each begins with the epoch check.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InboxRepository, type LeasedConversation, type WaitingMessage } from '#features/messaging';
import { AgentRunsRepository } from '../runs/agent-runs.repository.js';
import { BudgetsService } from '../budget/budgets.service.js';
import type { RunMeter } from '../budget/run-meter.js';
import type { NewEvent } from '../events/event-log.service.js';
import { LeasedTransactionService } from './lease/leased-transaction.service.js';
import { firstOf, idsOf, type OpenRun } from './open-run.js';
import { BUDGET_BUSY } from './queue/turn-reasons.js';
import { TurnRepliesService } from './turn-replies.service.js';

/** Other runs hold what is left of the budget: they end soon. */
const BUSY_WAIT_MS = 1_000;

const OUT_OF_HOURS_LINE = { runId: null, line: 'out_of_hours' } as const;

/** `put_off`: it will be tried again by itself. `given_up`: it is listed as not answered. */
export type StartVerdict =
  | { kind: 'started'; meter: RunMeter }
  | { kind: 'taken_over' | 'put_off' | 'given_up' };

/** While the session opened, a message was answered by a human or changed by its writer: they are read anew. */
class MessagesChanged extends Error {
  constructor() {
    super('the messages of a run are not as they were read');
  }
}

@Injectable()
export class TurnStartService {
  constructor(
    private readonly transactions: LeasedTransactionService,
    private readonly inbox: InboxRepository,
    private readonly runs: AgentRunsRepository,
    private readonly budgets: BudgetsService,
    private readonly replies: TurnRepliesService,
  ) {}

  async start(run: OpenRun): Promise<StartVerdict> {
    try {
      return await this.startAsRead(run);
    } catch (error) {
      if (error instanceof MessagesChanged) return { kind: 'put_off' };
      throw error;
    }
  }

  /** @throws MessagesChanged, and then nothing is written */
  private async startAsRead(run: OpenRun): Promise<StartVerdict> {
    let verdict: StartVerdict = { kind: 'taken_over' };
    await this.transactions.write(run.conversation, async (manager, owner) => {
      if (owner === 'human') return null;
      const budget = await this.budgets.decide(manager, run.conversation);
      switch (budget.kind) {
        case 'granted':
          verdict = {
            kind: 'started',
            meter: this.budgets.meter({ id: run.id, limitMicros: budget.reserveMicros }),
          };
          return this.begin(manager, run, budget.reserveMicros);
        case 'busy':
          verdict = { kind: 'put_off' };
          return this.putOff(manager, run.messages, BUSY_WAIT_MS, BUDGET_BUSY);
        case 'refused':
          verdict = { kind: 'given_up' };
          return this.refuse(manager, run, budget.limit);
      }
    });
    return verdict;
  }

  /** Lets messages wait, without a run and without blame. @param line said to a buyer, at most once in `silenceMs` */
  async hold(
    conversation: LeasedConversation,
    messages: WaitingMessage[],
    wait: { delayMs: number; reason: string; line?: { text: string; silenceMs: number } },
  ): Promise<void> {
    await this.transactions.write(conversation, async (manager) => {
      if (wait.line) {
        await this.replies.sayOnce(manager, conversation, { ...OUT_OF_HOURS_LINE, ...wait.line });
      }
      return this.putOff(manager, messages, wait.delayMs, wait.reason);
    });
  }

  /** Says a line of ours to the buyer, at most once in `silenceMs`; the messages go on. */
  async say(
    conversation: LeasedConversation,
    line: { text: string; silenceMs: number },
  ): Promise<void> {
    await this.transactions.write(conversation, async (manager) => {
      await this.replies.sayOnce(manager, conversation, { ...OUT_OF_HOURS_LINE, ...line });
      return [];
    });
  }

  private async begin(
    manager: EntityManager,
    run: OpenRun,
    reservedMicros: number,
  ): Promise<NewEvent[]> {
    await Promise.all([
      this.budgets.setAside(manager, run.conversation.sellerId, reservedMicros),
      this.runs.insert(manager, { ...newRow(run), reservedMicros }),
      this.take(manager, run),
    ]);
    const metadata = { runId: run.id, messages: run.messages.length, warm: run.warm };
    return [{ type: 'run.started', metadata }];
  }

  private async take(manager: EntityManager, run: OpenRun): Promise<void> {
    if (!(await this.inbox.markProcessing(manager, run.messages, run.id))) {
      throw new MessagesChanged();
    }
  }

  private async putOff(
    manager: EntityManager,
    messages: WaitingMessage[],
    delayMs: number,
    error: string,
  ): Promise<NewEvent[]> {
    await this.inbox.requeue(manager, idsOf(messages), { delayMs, countAttempt: false, error });
    return [];
  }

  private async refuse(manager: EntityManager, run: OpenRun, limit: string): Promise<NewEvent[]> {
    await this.runs.insert(manager, { ...newRow(run), reservedMicros: 0 });
    await this.runs.finish(manager, run.id, { status: 'failed', usage: null, error: 'budget' });
    await this.take(manager, run);
    await this.inbox.finish(manager, idsOf(run.messages), 'failed', 'budget');
    await this.replies.passOn(manager, run.conversation, run.id);
    return [
      { type: 'run.failed', metadata: { runId: run.id, class: 'budget', limit, willRetry: false } },
      { type: 'not_answered', metadata: { inboxIds: idsOf(run.messages), reason: 'budget' } },
    ];
  }
}

function newRow(
  run: OpenRun,
): Omit<Parameters<AgentRunsRepository['insert']>[1], 'reservedMicros'> {
  return {
    id: run.id,
    agentId: run.conversation.agentId,
    conversationId: run.conversation.id,
    sessionId: run.sessionId,
    inboxId: firstOf(run.messages).id,
    epoch: run.conversation.epoch,
    worker: run.worker,
    warm: run.warm,
    pid: run.pid,
  };
}
