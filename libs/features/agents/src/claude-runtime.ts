/** The `claude` CLI behind the port of agent runtimes. Translates words; decides what a failure means for a message. */
import { Injectable } from '@nestjs/common';
import {
  ClaudeSessions,
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
  TurnContent,
  TurnFailure,
  TurnResult,
  TurnUsage,
} from './agent-runtime.js';

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
    let contextTokens = 0;
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
        contextTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
      },
    });
    return new ClaudeRuntimeSession(session, model.name, () => contextTokens);
  }

  reapOrphans(): Promise<number> {
    return this.sessions.reapOrphans();
  }
}

class ClaudeRuntimeSession implements RuntimeSession {
  constructor(
    private readonly session: ClaudeSession,
    private readonly model: string,
    private readonly contextTokens: () => number,
  ) {}

  get pid(): number | null {
    return this.session.pid;
  }

  get alive(): boolean {
    return this.session.alive;
  }

  async turn(
    input: { uuid: string; content: TurnContent[]; timeoutMs: number; signal: AbortSignal },
    onEvent: (event: RuntimeEvent) => void,
  ): Promise<TurnResult> {
    const outcome = await this.session.turn(
      { ...input, content: input.content.map(contentBlock) },
      (event) => {
        if (
          event.type === 'text_delta' ||
          event.type === 'tool_use' ||
          event.type === 'tool_result'
        ) {
          onEvent(event);
        }
      },
    );
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
    return {
      ok: false,
      failure: failureOf(outcome.failure, outcome.status),
      reason: outcome.failure,
      ...(outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs }),
      exitCode: outcome.exitCode,
      signal: outcome.signal,
      usage,
    };
  }

  transcript(): Promise<Buffer> {
    return this.session.transcript();
  }

  close(): Promise<void> {
    return this.session.close();
  }

  private usageOf(usage: ClaudeUsage): TurnUsage {
    return { ...usage, model: this.model, contextTokens: this.contextTokens() };
  }
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
