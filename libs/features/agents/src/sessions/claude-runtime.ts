/** The `claude` CLI behind the port of agent runtimes. Translates words; decides what a failure means for a message. */
import { Injectable } from '@nestjs/common';
import {
  ClaudeSessions,
  spokenTurns,
  type ClaudeEvent,
  type ClaudeSession,
  type ClaudeTool,
  type ContentBlock,
  type TurnFailure as ClaudeFailure,
  type TurnUsage as ClaudeUsage,
} from '#clients/claude';
import { AppConfig } from '#platform/config';
import type {
  AgentRuntime,
  RuntimeEvent,
  RuntimeSession,
  RuntimeTool,
  SessionRequest,
  SpokenTurn,
  TurnContent,
  TurnFailure,
  TurnMeter,
  TurnRequest,
  TurnResult,
  TurnUsage,
} from './agent-runtime.js';
import { RunBudgetSpent } from '../budget/run-meter.js';

/** Model requests in one turn: a few tool calls and the answer. */
const MAX_REQUESTS_PER_TURN = 8;
const MAX_OUTPUT_TOKENS = 2_048;

const FAILURES: Record<ClaudeFailure, TurnFailure> = {
  api_error: 'model_unavailable',
  rate_limited: 'model_unavailable',
  overloaded: 'model_unavailable',
  auth: 'model_unavailable',
  tools_missing: 'model_unavailable',
  session_missing: 'failed',
  timeout: 'failed',
  max_turns: 'failed',
  no_result: 'failed',
  crashed: 'failed',
  interrupted: 'interrupted',
  empty: 'failed',
  refused: 'failed',
  output_limit: 'failed',
};

@Injectable()
export class ClaudeRuntime implements AgentRuntime {
  constructor(
    private readonly sessions: ClaudeSessions,
    private readonly config: AppConfig,
  ) {}

  async open(request: SessionRequest): Promise<RuntimeSession> {
    const { model } = this.config;
    const watch: SessionWatch = { contextTokens: 0, meter: null };
    const session = await this.sessions.open({
      sessionId: request.sessionId,
      resume: request.resume !== null,
      transcript: request.resume?.transcript,
      resumeAt: request.resume?.lastAssistantUuid ?? undefined,
      systemPrompt: request.systemPrompt,
      model: model.name,
      tools: request.tools.map(claudeTool),
      maxTurns: MAX_REQUESTS_PER_TURN,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      sandbox: this.config.agent.sandbox,
      credentials: { apiKey: model.apiKey, baseUrl: model.baseUrl },
      onUsage: (usage) => {
        watch.contextTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
        watch.meter?.onUsage(usage);
      },
      authorizeRequest: () => watch.meter?.authorize(),
    });
    return new ClaudeRuntimeSession(session, model.name, watch);
  }

  spokenTurns(transcript: Buffer): SpokenTurn[] {
    return spokenTurns(transcript);
  }

  reapOrphans(): Promise<number> {
    return this.sessions.reapOrphans();
  }
}

/** What the gateway's hooks, which live as long as the session, know of the turn under way. */
interface SessionWatch {
  /** Size of the last request's context. */
  contextTokens: number;
  meter: TurnMeter | null;
}

class ClaudeRuntimeSession implements RuntimeSession {
  constructor(
    private readonly session: ClaudeSession,
    private readonly model: string,
    private readonly watch: SessionWatch,
  ) {}

  get pid(): number | null {
    return this.session.pid;
  }

  get alive(): boolean {
    return this.session.alive;
  }

  async turn(
    { meter, ...input }: TurnRequest,
    onEvent: (event: RuntimeEvent) => void,
  ): Promise<TurnResult> {
    this.watch.meter = meter ?? null;
    const outcome = await this.session
      .turn({ ...input, content: input.content.map(contentBlock) }, (event) => {
        if (isRuntimeEvent(event)) onEvent(event);
      })
      .finally(() => {
        this.watch.meter = null;
      });
    const usage = this.usageOf(outcome.usage);
    if (outcome.ok) {
      return {
        ok: true,
        text: outcome.text,
        lastAssistantUuid: outcome.lastAssistantUuid,
        usage,
        ms: outcome.ms,
      };
    }
    const isBudget = outcome.cause instanceof RunBudgetSpent;
    return {
      ok: false,
      failure: isBudget ? 'budget' : failureOf(outcome.failure, outcome.status),
      reason: isBudget ? 'budget' : outcome.failure,
      ...(outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs }),
      exitCode: outcome.exitCode,
      signal: outcome.signal,
      usage,
    };
  }

  prepare(): Promise<void> {
    return this.session.prepare();
  }

  transcript(): Promise<Buffer> {
    return this.session.transcript();
  }

  close(): Promise<void> {
    return this.session.close();
  }

  private usageOf(usage: ClaudeUsage): TurnUsage {
    return { ...usage, model: this.model, contextTokens: this.watch.contextTokens };
  }
}

function isRuntimeEvent(event: ClaudeEvent): event is Extract<ClaudeEvent, RuntimeEvent> {
  return ['text_delta', 'tool_use', 'tool_result'].includes(event.type);
}

/** A request that the API refuses as malformed (400, 413) fails again: it counts against the message. */
function failureOf(failure: ClaudeFailure, status: number | undefined): TurnFailure {
  if (failure === 'api_error' && (status === 400 || status === 413)) return 'failed';
  return FAILURES[failure];
}

function claudeTool(tool: RuntimeTool): ClaudeTool {
  return {
    name: tool.name,
    description: tool.description,
    inputSchema: tool.inputSchema,
    handler: (input, context) => tool.run(input, context),
  };
}

function contentBlock(content: TurnContent): ContentBlock {
  if (content.type === 'text') return content;
  return {
    type: 'image',
    source: { type: 'base64', media_type: content.mimeType, data: content.base64 },
  };
}
