/** Runs a started turn in its session and commits what it came to. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { wasDatabaseAway } from '#platform/database';
import { inSpan } from '#platform/tracing';
import type { AgentBrief } from './brief/agent-brief.service.js';
import { NO_USAGE, type TurnResult } from '../sessions/agent-runtime.js';
import { EventLogService, type NewEvent } from '../events/event-log.service.js';
import { firstOf, type OpenRun } from './open-run.js';
import { OutboundService } from '../outbound/outbound.service.js';
import { RunEvents } from '../runs/run-events.js';
import { RunTrace } from '../runs/run-trace.js';
import { RunAdmission } from './run-admission.js';
import { SessionOpenerService, type OpenedSession } from '../sessions/session-opener.service.js';
import { TurnContentService } from './brief/turn-content.service.js';
import { TurnGatesService } from './queue/turn-gates.service.js';
import { TurnRecordsService, type GoodTurn } from './turn-records.service.js';
import type { StartVerdict } from './turn-start.service.js';

/** Together less than a lease, which ends the attempts anyway. */
const COMPLETE_ATTEMPTS = 24;
const COMPLETE_RETRY_MS = 500;

/** What a turn came to, for the loop around it. */
export type TurnStep = 'answered' | 'failed' | 'put_off' | 'nothing_due';

/** A turn that runs as soon as its run is written down. */
export interface StartingTurn {
  run: OpenRun;
  opened: OpenedSession;
  brief: AgentBrief;
  /** The transaction that starts the run, under way. */
  starting: Promise<StartVerdict>;
  signal: AbortSignal;
}

type Failed = Extract<TurnResult, { ok: false }>;
type Good = Extract<TurnResult, { ok: true }>;

@Injectable()
export class TurnExecutionService {
  private readonly logger = new Logger(TurnExecutionService.name);

  constructor(
    private readonly contents: TurnContentService,
    private readonly outbound: OutboundService,
    private readonly opener: SessionOpenerService,
    private readonly records: TurnRecordsService,
    private readonly events: EventLogService,
    private readonly gates: TurnGatesService,
  ) {}

  /** @throws LeaseLostError when another worker holds the conversation now */
  async run(starting: StartingTurn): Promise<TurnStep> {
    const turn = await this.inGoodLength(starting);
    try {
      return await this.runInSession(turn);
    } catch (error) {
      // It may not be the one that the caller knows of.
      await turn.opened.pooled.session.close();
      throw error;
    }
  }

  private async runInSession(turn: StartingTurn): Promise<TurnStep> {
    const { run, opened } = turn;
    opened.pooled.effects.length = 0;
    const events = new RunEvents(this.events, run);
    const hideTyping = this.outbound.showTyping(run.conversation);
    const asked = await inSpan('ask agent', aboutRun(run), () => this.ask(turn, events))
      .catch((error: unknown) => this.thrown(run, error))
      .finally(hideTyping);
    const verdict = await turn.starting;
    if (verdict.kind !== 'started') return this.notStarted(turn, verdict);
    this.gates.report(asked);
    const settled = Promise.all([events.rest(), verdict.meter.settled()]);
    const result = asked.ok ? await this.checked(turn, asked) : asked;
    const [log] = await settled;
    const usage = verdict.meter.total(result.usage);
    if (result.ok) {
      return inSpan('commit run', {}, () => this.commit(run, opened, { ...result, usage, log }));
    }
    await opened.pooled.session.close();
    await this.records.fail(run, { ...result, usage, log });
    return 'failed';
  }

  /** A session that cannot be opened is the machine's fault, not the message's. */
  async failUnopened(run: OpenRun, starting: Promise<StartVerdict>): Promise<TurnStep> {
    const verdict = await starting;
    if (verdict.kind !== 'started') return stepOf(verdict.kind);
    const failed = failure('model_unavailable', 'session_not_started');
    await this.records.fail(run, { ...failed, log: [] });
    return 'failed';
  }

  private async notStarted(
    { opened }: StartingTurn,
    verdict: Exclude<StartVerdict, { kind: 'started' }>,
  ): Promise<TurnStep> {
    await opened.pooled.session.close();
    return stepOf(verdict.kind);
  }

  private async inGoodLength(turn: StartingTurn): Promise<StartingTurn> {
    const { run, brief, starting, signal } = turn;
    const meter = new RunAdmission(starting);
    const opened = await this.opener.shortened(turn.opened, run.conversation, brief, {
      meter,
      signal,
    });
    return { ...turn, opened, run: { ...run, sessionId: opened.pooled.sessionId } };
  }

  private async ask(turn: StartingTurn, events: RunEvents): Promise<TurnResult> {
    const { run, opened, brief, starting, signal } = turn;
    const trace = new RunTrace(new RunAdmission(starting));
    const content = await this.contents.of(
      run.conversation,
      run.messages,
      { timeZone: brief.config.timeZone, seal: brief.seal },
      opened.lastTurnStartedAt,
    );
    const [context, ...words] = content;
    const said = context ? [context, ...opened.recap, ...words] : words;
    try {
      return await opened.pooled.session.turn(
        { uuid: randomUUID(), content: said, timeoutMs: brief.maxTurnMs, signal, meter: trace },
        (event) => {
          trace.onEvent(event);
          events.onEvent(event);
        },
      );
    } finally {
      trace.end();
    }
  }

  private thrown(run: OpenRun, error: unknown): Failed {
    this.logger.error({ runId: run.id, error: String(error) }, 'the agent runtime threw');
    return failure('failed', 'runtime_error');
  }

  /** Nothing goes out unseen: the text cleaned, or a failed turn that still cost what it cost. */
  private async checked({ run, brief }: StartingTurn, result: Good): Promise<TurnResult> {
    const verdict = await this.outbound.check(run.conversation, brief, result.text);
    if (verdict.ok) return { ...result, text: verdict.text };
    this.logger.warn({ runId: run.id, reason: verdict.reason }, 'an answer was refused');
    return { ...failure('failed', `unsafe_${verdict.reason}`), usage: result.usage };
  }

  private async commit(
    run: OpenRun,
    { pooled }: OpenedSession,
    result: Good & { log: NewEvent[] },
  ): Promise<TurnStep> {
    // What the session remembers now is read while the transaction that stores it begins.
    const transcript = this.opener.snapshot(pooled);
    transcript.catch(() => undefined);
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
        return await this.records.complete(run, turn, { again: attempt > 1 });
      } catch (error) {
        if (!wasDatabaseAway(error) || attempt >= COMPLETE_ATTEMPTS) throw error;
        await sleep(COMPLETE_RETRY_MS);
      }
    }
  }
}

/** For a trace: ids and counts. */
function aboutRun({ id, messages, warm }: OpenRun): Record<string, string | number | boolean> {
  const waitedMs = Date.now() - firstOf(messages).createdAt.getTime();
  const count = messages.length;
  return { 'ifa.run_id': id, 'ifa.messages': count, 'ifa.warm': warm, 'ifa.waited_ms': waitedMs };
}

/** What is behind a message that was given up may still be answered, or be given up as well. */
function stepOf(kind: 'taken_over' | 'put_off' | 'given_up'): TurnStep {
  return kind === 'taken_over' ? 'nothing_due' : 'put_off';
}

function failure(kind: 'failed' | 'model_unavailable', reason: string): Failed {
  return { ok: false, failure: kind, reason, exitCode: null, signal: null, usage: NO_USAGE };
}
