/**
 * The port of an agent runtime: open or resume a session, give it a turn, stream what happens, stop. It knows
 * nothing of any one model program; adapters translate.
 */
import type { z } from 'zod';

/** One part of what somebody wrote. */
export type TurnContent =
  | { type: 'text'; text: string }
  | {
      type: 'image';
      mimeType: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';
      base64: string;
    };

/** A tool of a session, run in this process. */
export interface RuntimeTool {
  name: string;
  description: string;
  inputSchema: z.ZodRawShape;
  run(
    input: Record<string, unknown>,
    context: { signal: AbortSignal },
  ): Promise<{ text: string; isError?: boolean }>;
}

export interface SessionRequest {
  /** UUID of the session. */
  sessionId: string;
  /** What the session must remember; null for a new one. */
  resume: { transcript: Buffer; lastAssistantUuid: string | null } | null;
  systemPrompt: string;
  tools: RuntimeTool[];
}

export type RuntimeEvent =
  | { type: 'text_delta'; text: string }
  | { type: 'tool_use'; name: string; input: unknown; toolUseId: string }
  | {
      type: 'tool_result';
      name: string;
      toolUseId: string;
      isError: boolean;
      ms: number;
      bytes: number;
    };

export interface TurnUsage {
  model: string | null;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** Millionths of a US dollar. */
  costMicros: number;
  /** Size of the last request's context. */
  contextTokens: number;
}

/** Nothing was asked of a model. */
export const NO_USAGE: TurnUsage = {
  model: null,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costMicros: 0,
  contextTokens: 0,
};

/** One request to the model as it is metered; told when its answer begins and when it ends, with the same id. */
export interface RequestUsage {
  requestId: string;
  model: string;
  phase: 'start' | 'stop';
  /** False when the answer broke off. */
  complete: boolean;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  costMicros: number;
}

/** Watches what a turn costs while it runs. */
export interface TurnMeter {
  onUsage(usage: RequestUsage): void;
  /** Asked before each request, which waits for it. @throws when it may not be made: nothing is left for it (the turn ends as `budget`), or its run was not started */
  authorize(): Promise<void>;
}

/**
 * Why a turn came to nothing.
 * - `model_unavailable`: the model's side is down or refuses load; the message is innocent and waits.
 * - `failed`: this turn went wrong; it counts as an attempt.
 * - `budget`: its meter refused another request; no use in trying again.
 * - `interrupted`: we stopped it ourselves (lease lost, shutdown, takeover).
 */
export type TurnFailure = 'model_unavailable' | 'failed' | 'budget' | 'interrupted';

export type TurnResult =
  | { ok: true; text: string; lastAssistantUuid: string; usage: TurnUsage; ms: number }
  | {
      ok: false;
      failure: TurnFailure;
      /** Class of the fault for the log and the seller, e.g. `rate_limited`. Never the model's text. */
      reason: string;
      retryAfterMs?: number;
      exitCode: number | null;
      signal: string | null;
      usage: TurnUsage;
    };

/** One turn as it is asked for. */
export interface TurnRequest {
  uuid: string;
  content: TurnContent[];
  timeoutMs: number;
  signal: AbortSignal;
  meter?: TurnMeter;
}

export interface RuntimeSession {
  readonly pid: number | null;
  readonly alive: boolean;
  /** Spends processor time now so that the first turn takes less; a turn that begins meanwhile waits. Never rejects. */
  prepare(): Promise<void>;
  turn(input: TurnRequest, onEvent: (event: RuntimeEvent) => void): Promise<TurnResult>;
  /** Everything the session remembers, to be stored with the run. */
  transcript(): Promise<Buffer>;
  close(): Promise<void>;
}

/** What one side said in one go, in our words and theirs. */
export interface SpokenTurn {
  role: 'user' | 'assistant';
  texts: string[];
}

export interface AgentRuntime {
  /** Starts a live session, ready for a turn. @throws when it cannot be started */
  open(request: SessionRequest): Promise<RuntimeSession>;
  /** What was said in a transcript, oldest first, without calls of tools. */
  spokenTurns(transcript: Buffer): SpokenTurn[];
  /** Ends what a killed worker left running on this machine. Called at boot. @returns how many */
  reapOrphans(): Promise<number>;
}

export const AGENT_RUNTIME = Symbol('AGENT_RUNTIME');
