/**
 * The words of one turn: what goes in, what is told while it runs, and how it ended. A turn ends well only with text
 * that the model really wrote; every other end is one of the failures below and carries no text for anybody to send.
 */

/** A block of a user message. Text is passed on verbatim; `data` is base64. */
export type ContentBlock =
  | { type: 'text'; text: string }
  | { type: 'image'; source: { type: 'base64'; media_type: ImageType; data: string } };

/** The picture types the Messages API takes. */
export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** One message for the model. */
export interface TurnInput {
  /** Identity of the message (uuid). One that the session has already seen ends as `no_result`. */
  uuid: string;
  content: ContentBlock[];
  /** Hard limit from the write of the message to its result. */
  timeoutMs: number;
  /** Aborting it ends the turn as `interrupted`. */
  signal?: AbortSignal;
}

/** What is told while a turn runs. Tool names are short (without `mcp__server__`). */
export type ClaudeEvent =
  | { type: 'init'; model: string; tools: string[]; cliVersion: string }
  | { type: 'text_delta'; text: string }
  /** A finished text block. Replaces the deltas before it; not yet the answer, which is the outcome's text. */
  | { type: 'text'; text: string }
  | { type: 'tool_use'; name: string; input: unknown; toolUseId: string }
  | {
      type: 'tool_result';
      name: string;
      toolUseId: string;
      isError: boolean;
      ms: number;
      bytes: number;
    }
  | {
      type: 'api_retry';
      attempt: number;
      maxRetries: number;
      delayMs: number;
      status: number | null;
    };

/** Tokens and money of one turn, summed over its model requests. */
export interface TurnUsage {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  costMicros: number;
}

/**
 * Why a turn gave no answer.
 * `refused`: the budget gate, the gateway's tool list or the model itself said no; `cause` holds what the gate threw.
 * `output_limit`: the model ran into max_tokens, or the process wrote more than it may.
 * `no_result`: nothing came back, as for a message uuid that the session has already answered.
 * `session_missing`: the transcript to resume is not there.
 */
export type TurnFailure =
  | 'api_error'
  | 'rate_limited'
  | 'overloaded'
  | 'auth'
  | 'timeout'
  | 'max_turns'
  | 'tools_missing'
  | 'no_result'
  | 'crashed'
  | 'interrupted'
  | 'empty'
  | 'refused'
  | 'output_limit'
  | 'session_missing';

/** A turn without an answer. `detail` is for logs: it may quote the CLI's error or the end of its stderr. */
export interface FailedTurn {
  ok: false;
  failure: TurnFailure;
  detail: string;
  /** HTTP status of the last model request, when there was one. */
  status?: number;
  /** How long the API asked to wait. */
  retryAfterMs?: number;
  /** What `authorizeRequest` threw, when it refused. */
  cause?: unknown;
  exitCode: number | null;
  signal: string | null;
  usage: TurnUsage;
  ms: number;
}

/** A turn with an answer. */
export interface GoodTurn {
  ok: true;
  text: string;
  /** Where a later resume goes on (`resumeAt`). */
  lastAssistantUuid: string;
  usage: TurnUsage;
  ms: number;
}

/** How a turn ended. */
export type TurnOutcome = GoodTurn | FailedTurn;
