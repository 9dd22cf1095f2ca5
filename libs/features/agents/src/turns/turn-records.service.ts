/**
 * The transactions that end a run: its one good end, and what is done when it comes to nothing. Each begins with the
 * epoch check, so a worker that lost the lease writes nothing.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InboxRepository, type LeasedConversation, type WaitingMessage } from '#features/messaging';
import type { Id } from '#platform/ids';
import type { TurnFailure, TurnResult, TurnUsage } from '../sessions/agent-runtime.js';
import {
  AgentSessionsRepository,
  type SessionAfterTurn,
} from '../sessions/agent-sessions.repository.js';
import type { NewEvent } from '../events/event-log.service.js';
import { LeasedTransactionService } from './lease/leased-transaction.service.js';
import { firstOf, idsOf, type OpenRun } from './open-run.js';
import { MAX_CRASHES, decideRetry } from './retry-policy.js';
import { RunBooksService } from '../runs/run-books.service.js';
import { RunEffectsService } from '../runs/run-effects.service.js';
import type { ToolEffect } from '../tools/tool.js';
import { MODEL_DOWN } from './queue/turn-reasons.js';
import { TurnRepliesService } from './turn-replies.service.js';

export interface GoodTurn {
  text: string;
  usage: TurnUsage;
  ms: number;
  lastAssistantUuid: string;
  /** Compressed; on its way while the transaction that stores it begins. */
  transcript: Promise<Buffer>;
  effects: ToolEffect[];
  /** What happened in it and is not in the log yet. */
  log: NewEvent[];
}

@Injectable()
export class TurnRecordsService {
  constructor(
    private readonly transactions: LeasedTransactionService,
    private readonly inbox: InboxRepository,
    private readonly replies: TurnRepliesService,
    private readonly books: RunBooksService,
    private readonly sessions: AgentSessionsRepository,
    private readonly effects: RunEffectsService,
  ) {}

  /** Frees what a dead worker left behind in this conversation. */
  async recover(conversation: LeasedConversation): Promise<void> {
    await this.transactions.write(conversation, async (manager) => {
      const events = await this.books.closeAbandoned(manager, conversation);
      const givenUp = await this.inbox.recoverCrashed(manager, conversation.id, MAX_CRASHES);
      if (givenUp.length > 0) await this.replies.apologise(manager, conversation, null);
      return [...events, ...notAnswered(givenUp, 'crashed')];
    });
  }

  /** Lists messages that are too old to be answered. */
  async expire(conversation: LeasedConversation, messages: WaitingMessage[]): Promise<void> {
    await this.transactions.write(conversation, async (manager) => {
      await this.inbox.finish(manager, idsOf(messages), 'expired', 'too_old');
      return notAnswered(idsOf(messages), 'too_old');
    });
  }

  /** Nothing to do now: says when there will be. */
  async settleDue(conversation: LeasedConversation): Promise<void> {
    await this.transactions.write(conversation, () => Promise.resolve([]));
  }

  /**
   * The one transaction that ends a good run: messages done, run completed, effects applied, answer queued, session
   * saved. When a human took over or answered during the run the answer is dropped.
   *
   * @param o `again`: the answer to an earlier COMMIT was lost, the commit itself perhaps not
   * @returns whether the answer was queued
   */
  async complete(run: OpenRun, turn: GoodTurn, o: { again: boolean }): Promise<boolean> {
    const { conversation } = run;
    let answered = false;
    await this.transactions.write(conversation, async (manager, owner, humanSeq) => {
      // An earlier COMMIT that is still under way holds the conversation: here it is known what came of it.
      answered = o.again && (await this.books.isCompleted(manager, run.id));
      if (answered) return null;
      answered = isWanted(run, owner, humanSeq);
      if (!answered) {
        return [...turn.log, ...(await this.supersede(manager, run, turn.usage, humanSeq))];
      }
      const end = { status: 'completed', usage: turn.usage } as const;
      const session = afterTurn(run, turn, await turn.transcript);
      // None needs the other's result: they go to the database together. The books lock what all runs of the seller
      // need, so they come last.
      const [, , , warnings] = await Promise.all([
        this.inbox.finish(manager, idsOf(run.messages), 'done'),
        this.sessions.save(manager, session),
        this.replies.answer(manager, conversation, run.id, turn.text),
        this.books.close(manager, run, end),
      ]);
      const scope = { conversation, runId: run.id };
      const effects = await this.effects.apply(manager, scope, turn.effects);
      return [...turn.log, responseEvent(run, turn), ...effects, ...warnings];
    });
    return answered;
  }

  /** A run that came to nothing: back to the queue, or given up with at most one apology. */
  async fail(
    run: OpenRun,
    result: Extract<TurnResult, { ok: false }> & { log: NewEvent[] },
  ): Promise<void> {
    await this.transactions.write(run.conversation, async (manager, owner, humanSeq) => {
      if (!isWanted(run, owner, humanSeq)) {
        return [...result.log, ...(await this.supersede(manager, run, result.usage, humanSeq))];
      }
      const head = firstOf(run.messages);
      const failures = await this.books.countFailures(manager, head.id);
      const decision = decideRetry(result.failure, {
        attemptCount: head.attemptCount,
        failures,
        retryAfterMs: result.retryAfterMs,
      });
      const warnings = await this.books.close(manager, run, {
        status: result.failure === 'interrupted' ? 'abandoned' : 'failed',
        usage: result.usage,
        error: result.reason,
        exitCode: result.exitCode,
        signal: result.signal,
      });
      if (decision.giveUp) {
        await this.inbox.finish(manager, idsOf(run.messages), 'failed', result.reason);
        await this.sorry(manager, run, result.failure);
      } else {
        await this.inbox.requeue(manager, idsOf(run.messages), {
          ...decision,
          error: result.failure === 'model_unavailable' ? MODEL_DOWN : result.reason,
        });
      }
      return [
        ...result.log,
        {
          type: 'run.failed',
          metadata: {
            runId: run.id,
            class: result.reason,
            willRetry: !decision.giveUp,
            retryInMs: decision.delayMs,
          },
        },
        ...(decision.giveUp ? notAnswered(idsOf(run.messages), result.reason) : []),
        ...warnings,
      ];
    });
  }

  private async sorry(manager: EntityManager, run: OpenRun, failure: TurnFailure): Promise<void> {
    if (failure === 'budget') await this.replies.passOn(manager, run.conversation, run.id);
    else await this.replies.apologise(manager, run.conversation, run.id);
  }

  /** What the human has answered is over; the rest waits for them, or for the agent when they hand back. */
  private async supersede(
    manager: EntityManager,
    run: OpenRun,
    usage: TurnUsage,
    humanSeq: number,
  ): Promise<NewEvent[]> {
    const answered = run.messages.filter((message) => message.seq <= humanSeq);
    const open = run.messages.filter((message) => message.seq > humanSeq);
    await this.inbox.finish(manager, idsOf(answered), 'skipped', 'taken_over');
    const back = { delayMs: 0, countAttempt: false, error: null };
    if (open.length > 0) await this.inbox.requeue(manager, idsOf(open), back);
    const end = { status: 'superseded', usage, error: 'taken_over' } as const;
    const warnings = await this.books.close(manager, run, end);
    return [{ type: 'run.superseded', metadata: { runId: run.id } }, ...warnings];
  }
}

/** Not when a human has the conversation, nor when one has answered and handed it back meanwhile. */
function isWanted(run: OpenRun, owner: 'ai' | 'human', humanSeq: number): boolean {
  return owner === 'ai' && firstOf(run.messages).seq > humanSeq;
}

function afterTurn(
  { conversation, ...run }: OpenRun,
  turn: GoodTurn,
  transcript: Buffer,
): SessionAfterTurn {
  return {
    conversationId: conversation.id,
    agentId: conversation.agentId,
    sessionId: run.sessionId,
    transcript,
    lastAssistantUuid: turn.lastAssistantUuid,
    contextTokens: turn.usage.contextTokens,
    runId: run.id,
  };
}

function notAnswered(inboxIds: Id<'inb'>[], reason: string): NewEvent[] {
  return inboxIds.length === 0 ? [] : [{ type: 'not_answered', metadata: { inboxIds, reason } }];
}

function responseEvent(run: OpenRun, turn: GoodTurn): NewEvent {
  return {
    type: 'response',
    content: turn.text,
    metadata: {
      runId: run.id,
      ms: turn.ms,
      totalMs: Math.max(0, Date.now() - firstOf(run.messages).createdAt.getTime()),
      warm: run.warm,
      // Everything the model read, of which `cachedTokens` came cheap out of its cache.
      inputTokens: inputOf(turn.usage),
      outputTokens: turn.usage.outputTokens,
      cachedTokens: turn.usage.cacheReadTokens,
      costMicros: turn.usage.costMicros,
      model: turn.usage.model,
    },
  };
}

function inputOf(usage: TurnUsage): number {
  return usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
}
