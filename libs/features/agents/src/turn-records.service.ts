/**
 * The transactions of a run: its start, its one end, and what is done when it comes to nothing. Each begins with the
 * epoch check, so a worker that lost the lease writes nothing.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InboxRepository, type LeasedConversation, type WaitingMessage } from '#features/messaging';
import type { Id } from '#platform/ids';
import { AgentRunsRepository } from './agent-runs.repository.js';
import type { TurnResult, TurnUsage } from './agent-runtime.js';
import { AgentSessionsRepository } from './agent-sessions.repository.js';
import type { NewEvent } from './event-log.service.js';
import { LeasedTransactionService } from './leased-transaction.service.js';
import { MAX_CRASHES, decideRetry } from './retry-policy.js';
import type { ToolEffect } from './tools/tool.js';
import { TurnRepliesService } from './turn-replies.service.js';

/** A run in the hands of this worker. */
export interface OpenRun {
  id: Id<'run'>;
  conversation: LeasedConversation;
  messages: WaitingMessage[];
  sessionId: string;
  worker: string;
  warm: boolean;
  pid: number | null;
}

export interface GoodTurn {
  text: string;
  usage: TurnUsage;
  ms: number;
  lastAssistantUuid: string;
  /** Compressed. */
  transcript: Buffer;
  effects: ToolEffect[];
}

@Injectable()
export class TurnRecordsService {
  constructor(
    private readonly transactions: LeasedTransactionService,
    private readonly inbox: InboxRepository,
    private readonly replies: TurnRepliesService,
    private readonly runs: AgentRunsRepository,
    private readonly sessions: AgentSessionsRepository,
  ) {}

  /** Frees what a dead worker left behind in this conversation. */
  async recover(conversation: LeasedConversation): Promise<void> {
    await this.transactions.write(conversation, async (manager) => {
      const abandoned = await this.runs.abandonOpen(manager, conversation.id);
      const givenUp = await this.inbox.recoverCrashed(manager, conversation.id, MAX_CRASHES);
      if (givenUp.length > 0) await this.replies.apologise(manager, conversation, null);
      return abandoned.map((runId) => ({
        type: 'run.failed',
        metadata: { runId, class: 'crashed', willRetry: true },
      }));
    });
  }

  /** Lists messages that are too old to be answered. */
  async expire(conversation: LeasedConversation, messages: WaitingMessage[]): Promise<void> {
    await this.transactions.write(conversation, async (manager) => {
      await this.inbox.finish(manager, ids(messages), 'expired', 'too_old');
      return [{ type: 'message.expired', metadata: { inboxIds: ids(messages) } }];
    });
  }

  /** Nothing to do now: says when there will be. */
  async settleDue(conversation: LeasedConversation): Promise<void> {
    await this.transactions.write(conversation, () => Promise.resolve([]));
  }

  /** @returns false when a human has taken the conversation over meanwhile: nothing was started */
  async start(run: OpenRun): Promise<boolean> {
    return this.transactions.write(run.conversation, async (manager, owner) => {
      if (owner === 'human') return null;
      await this.runs.insert(manager, {
        ...run,
        agentId: run.conversation.agentId,
        conversationId: run.conversation.id,
        inboxId: firstOf(run.messages).id,
        epoch: run.conversation.epoch,
      });
      await this.inbox.markProcessing(manager, ids(run.messages), run.id);
      return [
        {
          type: 'run.started',
          metadata: { runId: run.id, messages: run.messages.length, warm: run.warm },
        },
      ];
    });
  }

  /**
   * The one transaction that ends a good run: messages done, run completed, effects applied, answer queued, session
   * saved. When a human took over during the run the answer is dropped.
   *
   * @returns whether the answer was queued
   */
  async complete(run: OpenRun, turn: GoodTurn): Promise<boolean> {
    const { conversation } = run;
    return this.transactions.write(conversation, async (manager, owner, humanSeq) => {
      if (owner === 'human') {
        await this.supersede(manager, run, turn.usage, humanSeq);
        return null;
      }
      await this.inbox.finish(manager, ids(run.messages), 'done');
      await this.runs.finish(manager, run.id, { status: 'completed', usage: turn.usage });
      await this.replies.answer(manager, conversation, run.id, turn.text);
      await this.sessions.save(manager, {
        conversationId: conversation.id,
        agentId: conversation.agentId,
        sessionId: run.sessionId,
        transcript: turn.transcript,
        lastAssistantUuid: turn.lastAssistantUuid,
        contextTokens: turn.usage.contextTokens,
        runId: run.id,
      });
      const effects = await this.replies.applyEffects(
        manager,
        { conversationId: conversation.id, runId: run.id },
        turn.effects,
      );
      return [responseEvent(run, turn), ...effects];
    });
  }

  /** A run that came to nothing: back to the queue, or given up with at most one apology. */
  async fail(run: OpenRun, result: Extract<TurnResult, { ok: false }>): Promise<void> {
    await this.transactions.write(run.conversation, async (manager, owner, humanSeq) => {
      if (owner === 'human') {
        await this.supersede(manager, run, result.usage, humanSeq);
        return [];
      }
      const head = firstOf(run.messages);
      const failures = await this.runs.countFailures(manager, head.id);
      const decision = decideRetry(result.failure, {
        attemptCount: head.attemptCount,
        failures,
        retryAfterMs: result.retryAfterMs,
      });
      await this.runs.finish(manager, run.id, {
        status: result.failure === 'interrupted' ? 'abandoned' : 'failed',
        usage: result.usage,
        error: result.reason,
        exitCode: result.exitCode,
        signal: result.signal,
      });
      if (decision.giveUp) {
        await this.inbox.finish(manager, ids(run.messages), 'failed', result.reason);
        await this.replies.apologise(manager, run.conversation, run.id);
      } else {
        await this.inbox.requeue(manager, ids(run.messages), { ...decision, error: result.reason });
      }
      return [
        {
          type: 'run.failed',
          metadata: {
            runId: run.id,
            class: result.reason,
            willRetry: !decision.giveUp,
            retryInMs: decision.delayMs,
          },
        },
      ];
    });
  }

  /** Whether the run's end was committed although the answer to COMMIT was lost. */
  async isCompleted(runId: Id<'run'>): Promise<boolean> {
    return (await this.runs.statusOf(runId)) === 'completed';
  }

  /** What the human has answered is over; the rest waits for them, or for the agent when they hand back. */
  private async supersede(
    manager: EntityManager,
    run: OpenRun,
    usage: TurnUsage,
    humanSeq: number,
  ): Promise<void> {
    const answered = run.messages.filter((message) => message.seq <= humanSeq);
    const open = run.messages.filter((message) => message.seq > humanSeq);
    await this.inbox.finish(manager, ids(answered), 'skipped', 'taken_over');
    const back = { delayMs: 0, countAttempt: false, error: null };
    if (open.length > 0) await this.inbox.requeue(manager, ids(open), back);
    await this.runs.finish(manager, run.id, { status: 'superseded', usage, error: 'taken_over' });
  }
}

function responseEvent(run: OpenRun, turn: GoodTurn): NewEvent {
  return {
    type: 'response',
    content: turn.text,
    metadata: {
      runId: run.id,
      ms: turn.ms,
      warm: run.warm,
      inputTokens: turn.usage.inputTokens,
      outputTokens: turn.usage.outputTokens,
      cachedTokens: turn.usage.cacheReadTokens,
      costMicros: turn.usage.costMicros,
      model: turn.usage.model,
    },
  };
}

function ids(messages: WaitingMessage[]): Id<'inb'>[] {
  return messages.map((message) => message.id);
}

function firstOf(messages: WaitingMessage[]): WaitingMessage {
  const [first] = messages;
  if (!first) throw new Error('a run without messages');
  return first;
}
