/** One turn of a leased conversation: what waits is collected, given to the model, and its outcome committed. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InboxRepository, type LeasedConversation, type WaitingMessage } from '#features/messaging';
import { databaseError } from '#platform/database';
import { newId } from '#platform/ids';
import { AgentBriefService, type AgentBrief } from './agent-brief.service.js';
import { NO_USAGE, type TurnResult } from './agent-runtime.js';
import { EventLogService } from './event-log.service.js';
import { RunEvents } from './run-events.js';
import { SessionOpenerService, type OpenedSession } from './session-opener.service.js';
import { batchForRun, waitBeforeAnswerMs } from './turn-collector.js';
import { TurnRecordsService, type GoodTurn, type OpenRun } from './turn-records.service.js';

/** Hard limit of one turn; the session is killed past it. */
const TURN_TIMEOUT_MS = 120_000;

/** Together less than a lease, which ends the attempts anyway. */
const COMPLETE_ATTEMPTS = 24;
const COMPLETE_RETRY_MS = 500;

/** What a turn came to, for the loop around it. */
export type TurnStep = 'answered' | 'failed' | 'nothing_due';

@Injectable()
export class TurnService {
  private readonly logger = new Logger(TurnService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly inbox: InboxRepository,
    private readonly briefs: AgentBriefService,
    private readonly opener: SessionOpenerService,
    private readonly records: TurnRecordsService,
    private readonly events: EventLogService,
  ) {}

  /** @throws LeaseLostError when another worker holds the conversation now */
  async step(
    conversation: LeasedConversation,
    worker: string,
    signal: AbortSignal,
  ): Promise<TurnStep> {
    const brief = await this.briefs.forConversation(conversation);
    if (!brief) return 'nothing_due';
    const due = await this.dueBatch(conversation, brief);
    if (due.length === 0) {
      await this.records.settleDue(conversation);
      return 'nothing_due';
    }
    // The session starts while the buyer may still be typing.
    const opening = this.opener.open(conversation, brief);
    opening.catch(() => undefined);
    try {
      const messages = await this.collect(conversation, brief, due, signal);
      return await this.answer({ conversation, worker, brief, messages, opening, signal });
    } catch (error) {
      // Whatever went wrong, no process stays behind that nobody knows of.
      const opened = await opening.catch(() => null);
      await opened?.pooled.session.close();
      throw error;
    }
  }

  private async dueBatch(
    conversation: LeasedConversation,
    brief: AgentBrief,
  ): Promise<WaitingMessage[]> {
    const queued = await this.inbox.listQueued(this.dataSource, conversation.id);
    const tooOld = queued.filter((message) => message.writtenAgeMs > brief.config.maxAnswerAgeMs);
    if (tooOld.length > 0) await this.records.expire(conversation, tooOld);
    return batchForRun(queued.filter((message) => !tooOld.includes(message)));
  }

  private async collect(
    conversation: LeasedConversation,
    brief: AgentBrief,
    due: WaitingMessage[],
    signal: AbortSignal,
  ): Promise<WaitingMessage[]> {
    const settings =
      conversation.kind === 'buyer' ? brief.config : { debounceMs: 0, maxDebounceMs: 0 };
    let batch = due;
    for (;;) {
      const waitMs = waitBeforeAnswerMs(batch, settings);
      if (waitMs === 0 || signal.aborted) return batch;
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      batch = batchForRun(await this.inbox.listQueued(this.dataSource, conversation.id));
    }
  }

  private async answer(turn: {
    conversation: LeasedConversation;
    worker: string;
    brief: AgentBrief;
    messages: WaitingMessage[];
    opening: Promise<OpenedSession>;
    signal: AbortSignal;
  }): Promise<TurnStep> {
    const { conversation, messages } = turn;
    if (messages.length === 0 || turn.signal.aborted) {
      await this.giveBack(conversation, turn.opening);
      return 'nothing_due';
    }
    const opened = await turn.opening.catch((error: unknown) => this.unstarted(error));
    const run = newRun(turn, opened);
    if (!(await this.records.start(run))) {
      await opened?.pooled.session.close();
      return 'nothing_due';
    }
    if (opened) return this.runTurn(run, opened, turn.brief, turn.signal);
    await this.records.fail(run, notStarted());
    return 'failed';
  }

  private async runTurn(
    run: OpenRun,
    opened: OpenedSession,
    brief: AgentBrief,
    signal: AbortSignal,
  ): Promise<TurnStep> {
    const { pooled } = opened;
    pooled.effects.length = 0;
    const events = new RunEvents(this.events, run);
    let result: TurnResult;
    try {
      const content = await this.briefs.contentOf(brief, run.conversation, run.messages);
      result = await pooled.session.turn(
        { uuid: randomUUID(), content, timeoutMs: TURN_TIMEOUT_MS, signal },
        events.onEvent,
      );
    } catch (error) {
      this.logger.error({ runId: run.id, error: String(error) }, 'the agent runtime threw');
      result = failure('failed', 'runtime_error');
    }
    await events.settled();
    if (!result.ok) {
      await pooled.session.close();
      await this.records.fail(run, result);
      return 'failed';
    }
    return this.commit(run, opened, result);
  }

  private async commit(
    run: OpenRun,
    { pooled }: OpenedSession,
    result: Extract<TurnResult, { ok: true }>,
  ): Promise<TurnStep> {
    const transcript = await this.opener.snapshot(pooled);
    const turn = { ...result, transcript, effects: [...pooled.effects] };
    const answered = await this.completeSurely(run, turn);
    if (!answered) {
      // The session remembers an answer that nobody got: the next turn starts from what was stored.
      await pooled.session.close();
      return 'nothing_due';
    }
    await this.opener.keep(run.conversation.id, run.worker, { ...pooled, lastRunId: run.id });
    return 'answered';
  }

  /** An answer that was paid for is not thrown away because the database restarts: the epoch still fences it. */
  private async completeSurely(run: OpenRun, turn: GoodTurn): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        // The answer to an earlier COMMIT may have been lost while the commit was not: the row knows.
        if (attempt > 1 && (await this.records.isCompleted(run.id))) return true;
        return await this.records.complete(run, turn);
      } catch (error) {
        const away = databaseError(error)?.kind === 'unavailable';
        if (!away || attempt >= COMPLETE_ATTEMPTS) throw error;
        await sleep(COMPLETE_RETRY_MS);
      }
    }
  }

  private async giveBack(
    conversation: LeasedConversation,
    opening: Promise<OpenedSession>,
  ): Promise<void> {
    const opened = await opening.catch(() => null);
    await opened?.pooled.session.close();
    await this.records.settleDue(conversation);
  }

  private unstarted(error: unknown): null {
    this.logger.error({ error: String(error) }, 'a model session could not be started');
    return null;
  }
}

function newRun(
  turn: { conversation: LeasedConversation; messages: WaitingMessage[]; worker: string },
  opened: OpenedSession | null,
): OpenRun {
  const { conversation, messages, worker } = turn;
  const run = { id: newId('run'), conversation, messages, worker };
  if (!opened) return { ...run, sessionId: randomUUID(), warm: false, pid: null };
  const { pooled, warm } = opened;
  return { ...run, sessionId: pooled.sessionId, warm, pid: pooled.session.pid };
}

function failure(
  kind: 'failed' | 'model_unavailable',
  reason: string,
): Extract<TurnResult, { ok: false }> {
  return { ok: false, failure: kind, reason, exitCode: null, signal: null, usage: NO_USAGE };
}

/** A session that cannot be started is the machine's fault, not the message's. */
function notStarted(): Extract<TurnResult, { ok: false }> {
  return failure('model_unavailable', 'session_not_started');
}
