/** What the owner of sessions decides: once per process (client options), per session, and per tool. */
import type { z } from 'zod';
import type { ModelUsage } from './gateway/model-usage.js';

/** Injection token of {@link ClaudeClientOptions}. */
export const CLAUDE_OPTIONS = Symbol('CLAUDE_OPTIONS');

/** How processes are shut away. `required` refuses to start without bubblewrap, `auto` takes it where it works. */
export type SandboxMode = 'required' | 'auto' | 'off';

/** Settings of the client as a whole. */
export interface ClaudeClientOptions {
  /** Folder for session directories and pid files; made 0700. One per worker process. */
  baseDir: string;
  /** Name of the in-process MCP server; the model sees tools as `mcp__<name>__<tool>`. */
  toolServerName: string;
  /** Another binary instead of the one that comes with the SDK. */
  claudePath?: string | undefined;
  /** Another bubblewrap than the one on PATH. */
  bwrapPath?: string | undefined;
  /** More host paths that are readable inside the sandbox. */
  readOnlyPaths?: readonly string[] | undefined;
  /** How many processes may be starting at once; default: number of cores. */
  maxConcurrentStarts?: number | undefined;
  limits?: Partial<ClaudeLimits> | undefined;
}

/** Caps of one session. All of them end the turn as a classified failure and the process with it. */
export interface ClaudeLimits {
  /** From spawn until the process is ready. */
  startTimeoutMs: number;
  /** Bytes on stdout in one turn. */
  outputBytes: number;
  /** Lines on stdout in one turn. */
  outputLines: number;
  /** Resident memory of the process and its children. */
  memoryBytes: number;
  /** Processes and threads of a session. */
  processes: number;
  /** Bytes below the session directory. */
  diskBytes: number;
  /** Longest transcript that is taken from a process: this worker holds it in memory. */
  transcriptBytes: number;
  /** Time one tool call may take. */
  toolTimeoutMs: number;
  /** Text one tool call may return. */
  toolResultBytes: number;
  /** Calls of tools in one turn; later ones are refused. */
  toolCalls: number;
  /** Body of one model request. */
  requestBytes: number;
  /** From request to the first byte of the model's answer. */
  modelTimeoutMs: number;
  /** Silence inside the model's answer. The CLI's floor is 10 s. */
  streamIdleMs: number;
  /** How often the CLI itself repeats a failed model request. */
  cliRetries: number;
  /** From interrupt to SIGTERM, and from SIGTERM to SIGKILL. */
  graceMs: number;
}

const MIB = 1024 * 1024;

/** The caps unless options say otherwise. */
export const DEFAULT_LIMITS: Readonly<ClaudeLimits> = Object.freeze({
  startTimeoutMs: 20_000,
  outputBytes: 32 * MIB,
  outputLines: 50_000,
  memoryBytes: 1024 * MIB,
  processes: 96,
  diskBytes: 256 * MIB,
  transcriptBytes: 64 * MIB,
  toolTimeoutMs: 15_000,
  toolResultBytes: 256 * 1024,
  toolCalls: 64,
  requestBytes: 32 * MIB,
  modelTimeoutMs: 60_000,
  streamIdleMs: 20_000,
  cliRetries: 2,
  graceMs: 2_000,
});

/** What a tool is told beside its input. `signal` aborts when the turn or the session ends. */
export interface ToolContext {
  toolUseId: string;
  signal: AbortSignal;
}

/** What a tool gives back to the model: one text block. */
export interface ToolResult {
  text: string;
  isError?: boolean;
}

/** A tool offered to the model, run in this process. The input is parsed by `inputSchema` before the handler sees it. */
export interface ClaudeTool<Shape extends z.ZodRawShape = z.ZodRawShape> {
  name: string;
  description: string;
  inputSchema: Shape;
  handler(input: z.infer<z.ZodObject<Shape>>, context: ToolContext): Promise<ToolResult>;
}

/** Keeps the input's type while a tool is written; the result fits a list of tools. */
export function defineTool<Shape extends z.ZodRawShape>(tool: ClaudeTool<Shape>): ClaudeTool {
  return tool;
}

/** One session to open. */
export interface ClaudeSessionOptions {
  /** uuid */
  sessionId: string;
  /** Go on with `transcript`; otherwise a new session begins under this id. */
  resume: boolean;
  /** Uncompressed JSONL, written to the session directory before a resume. */
  transcript?: Buffer | undefined;
  /** uuid of the last good assistant message: whatever follows it in the transcript is dropped. */
  resumeAt?: string | undefined;
  systemPrompt: string;
  model: string;
  tools: readonly ClaudeTool[];
  /** Model requests per turn. */
  maxTurns: number;
  maxOutputTokens: number;
  sandbox: SandboxMode;
  /** Only the gateway sees them; the process has neither key nor network. */
  credentials: { apiKey: string; baseUrl: string };
  limits?: Partial<ClaudeLimits> | undefined;
  /** Told per model request at its start and at its stop. Errors are ignored. */
  onUsage?: ((usage: ModelUsage) => void) | undefined;
  /** Asked before each model request; throwing refuses it and ends the turn as `refused`. */
  authorizeRequest?: (() => Promise<void> | void) | undefined;
}
