/** One turn of a leased conversation: what waits is collected, started if it may be, run, and its outcome committed. */
import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { LeasedConversation, WaitingMessage } from '#features/messaging';
import { newId } from '#platform/ids';
import { inSpan } from '#platform/tracing';
import { AgentBriefService, type AgentBrief } from './brief/agent-brief.service.js';
import type { OpenRun } from './open-run.js';
import type { StoredSession } from '../sessions/agent-sessions.repository.js';
import { SessionOpenerService, type OpenedSession } from '../sessions/session-opener.service.js';
import { TurnExecutionService, type TurnStep } from './turn-execution.service.js';
import { TurnGatesService } from './queue/turn-gates.service.js';
import { TurnQueueService } from './queue/turn-queue.service.js';
import { TurnStartService } from './turn-start.service.js';

interface Turn {
  conversation: LeasedConversation;
  worker: string;
  brief: AgentBrief;
  due: WaitingMessage[];
  stored: StoredSession | null;
  signal: AbortSignal;
}

@Injectable()
export class TurnService {
  private readonly logger = new Logger(TurnService.name);

  constructor(
    private readonly briefs: AgentBriefService,
    private readonly queue: TurnQueueService,
    private readonly gates: TurnGatesService,
    private readonly opener: SessionOpenerService,
    private readonly starts: TurnStartService,
    private readonly execution: TurnExecutionService,
  ) {}

  /** @throws LeaseLostError when another worker holds the conversation now */
  async step(
    conversation: LeasedConversation,
    worker: string,
    signal: AbortSignal,
  ): Promise<TurnStep> {
    const [brief, queued, stored] = await Promise.all([
      this.briefs.forConversation(conversation),
      this.queue.waiting(conversation),
      this.opener.stored(conversation),
    ]);
    if (!brief) return 'nothing_due';
    const due = await this.queue.dueBatch(conversation, brief, queued);
    if (due.length === 0) return 'nothing_due';
    if (!(await this.gates.mayAnswer(conversation, brief, due))) return 'put_off';
    try {
      return await this.answer({ conversation, worker, brief, due, stored, signal });
    } finally {
      this.gates.report(null);
    }
  }

  private async answer(turn: Turn): Promise<TurnStep> {
    // The session starts while the buyer may still be typing.
    const opening = inSpan('open session', {}, () =>
      this.opener.open(turn.conversation, turn.brief, turn.stored),
    );
    opening.catch(() => undefined);
    try {
      return await this.startAndRun(turn, await this.collect(turn, opening), opening);
    } catch (error) {
      // Whatever went wrong, no process stays behind that nobody knows of.
      const opened = await opening.catch(() => null);
      await opened?.pooled.session.close();
      throw error;
    }
  }

  /** What is waited for anyway is time to prepare a new session in. */
  private async collect(turn: Turn, opening: Promise<OpenedSession>): Promise<WaitingMessage[]> {
    const { conversation, brief, due, signal } = turn;
    let waits = true;
    opening
      .then(({ pooled, warm }) => (waits && !warm ? pooled.session.prepare() : undefined))
      .catch(() => undefined);
    try {
      return await inSpan('collect messages', {}, () =>
        this.queue.collect(conversation, brief, due, signal),
      );
    } finally {
      waits = false;
    }
  }

  private async startAndRun(
    turn: Turn,
    messages: WaitingMessage[],
    opening: Promise<OpenedSession>,
  ): Promise<TurnStep> {
    const { brief, signal } = turn;
    if (messages.length === 0 || signal.aborted) {
      await this.giveBack(turn.conversation, opening);
      return 'nothing_due';
    }
    const collectedAt = performance.now();
    const opened = await opening.catch((error: unknown) => this.unstarted(error));
    // After an outage many sessions start at once, and a limit may pass while one waits for its turn to start.
    const waitedMs = performance.now() - collectedAt;
    const inTime = await this.queue.inTime(turn.conversation, brief, messages, waitedMs);
    if (inTime.length === 0) {
      await this.giveBack(turn.conversation, opening);
      return 'put_off';
    }
    const run = newRun(turn, inTime, opened);
    const starting = inSpan('start run', {}, () => this.starts.start(run));
    starting.catch(() => undefined);
    return opened
      ? this.execution.run({ run, opened, brief, starting, signal })
      : this.execution.failUnopened(run, starting);
  }

  private async giveBack(
    conversation: LeasedConversation,
    opening: Promise<OpenedSession>,
  ): Promise<void> {
    const opened = await opening.catch(() => null);
    await opened?.pooled.session.close();
    await this.queue.settleDue(conversation);
  }

  private unstarted(error: unknown): null {
    this.logger.error({ error: String(error) }, 'a model session could not be started');
    return null;
  }
}

function newRun(turn: Turn, messages: WaitingMessage[], opened: OpenedSession | null): OpenRun {
  const { conversation, worker } = turn;
  const run = { id: newId('run'), conversation, messages, worker };
  if (!opened) return { ...run, sessionId: randomUUID(), warm: false, pid: null };
  const { pooled, warm } = opened;
  return { ...run, sessionId: pooled.sessionId, warm, pid: pooled.session.pid };
}
