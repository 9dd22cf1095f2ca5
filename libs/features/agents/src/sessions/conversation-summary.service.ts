/**
 * Sums a long conversation up with one call of the model, in a session of its own that has no tools. Part of a run, so
 * it is metered and stopped with it. When it fails the conversation goes on as long as it is.
 */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Id } from '#platform/ids';
import {
  AGENT_RUNTIME,
  type AgentRuntime,
  type SpokenTurn,
  type TurnContent,
  type TurnMeter,
  type TurnResult,
} from './agent-runtime.js';
import { AgentSessionsRepository } from './agent-sessions.repository.js';
import { recapContent, SUMMARY_PROMPT, summaryContent } from '../prompts/summary.js';

const SUMMARY_TIMEOUT_MS = 60_000;

/** The run that a summary is a part of. */
export interface SummaryRun {
  /** The mark of our own blocks. */
  seal: string;
  meter: TurnMeter;
  signal: AbortSignal;
}

@Injectable()
export class ConversationSummaryService {
  private readonly logger = new Logger(ConversationSummaryService.name);

  constructor(
    @Inject(AGENT_RUNTIME) private readonly runtime: AgentRuntime,
    private readonly sessions: AgentSessionsRepository,
  ) {}

  /** @returns what a new session must be told first; null when there is nothing to sum up or it did not work */
  async recap(conversationId: Id<'cnv'>, run: SummaryRun): Promise<TurnContent[] | null> {
    try {
      const transcript = await this.sessions.loadTranscript(conversationId);
      if (!transcript) return null;
      const turns = this.runtime.spokenTurns(transcript);
      const result = await this.summarise(turns, run);
      if (result.ok) return recapContent(result.text, turns, run.seal);
      this.logger.warn({ conversationId, reason: result.reason }, 'a summary failed');
    } catch (error) {
      this.logger.warn({ conversationId, error: String(error) }, 'a summary failed');
    }
    return null;
  }

  private async summarise(
    turns: SpokenTurn[],
    { seal, meter, signal }: SummaryRun,
  ): Promise<TurnResult> {
    const session = await this.runtime.open({
      sessionId: randomUUID(),
      resume: null,
      systemPrompt: SUMMARY_PROMPT,
      tools: [],
    });
    try {
      const content = summaryContent(turns, seal);
      const timeoutMs = SUMMARY_TIMEOUT_MS;
      return await session.turn(
        { uuid: randomUUID(), content, timeoutMs, meter, signal },
        () => undefined,
      );
    } finally {
      await session.close();
    }
  }
}
