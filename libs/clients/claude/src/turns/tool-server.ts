/**
 * Our tools as an MCP server in this process, spoken over the CLI's own stdio: no port, no token. Each call is bounded
 * in time and size; what a tool throws is told to the model as a plain failure, never with its text.
 */
import {
  createSdkMcpServer,
  tool,
  type McpSdkServerConfigWithInstance,
} from '@anthropic-ai/claude-agent-sdk';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { ClaudeLimits, ClaudeTool, ToolContext, ToolResult } from '../claude-options.js';

const extraSchema = z.looseObject({
  signal: z.instanceof(AbortSignal).optional(),
  _meta: z.looseObject({ 'claudecode/toolUseId': z.string().optional() }).optional(),
});

/** Told when a handler throws; the model only hears that the tool failed. */
export type ToolErrorListener = (toolName: string, error: unknown) => void;

/** Full name of a tool as model and gateway know it. */
export function fullToolName(server: string, name: string): string {
  return `mcp__${server}__${name}`;
}

/** Short name for events; names of other tools stay as they are. */
export function shortToolName(server: string, fullName: string): string {
  const prefix = fullToolName(server, '');
  return fullName.startsWith(prefix) ? fullName.slice(prefix.length) : fullName;
}

/**
 * Builds the server. `sessionSignal` is the running turn's: it aborts every call when the turn or the session ends. The
 * process may call without the model and between turns; then nothing is done.
 */
export function buildToolServer(
  name: string,
  tools: readonly ClaudeTool[],
  limits: ClaudeLimits,
  sessionSignal: () => AbortSignal,
  onError: ToolErrorListener,
): McpSdkServerConfigWithInstance {
  const calls = new CallCount(limits.toolCalls);
  const definitions = tools.map((one) =>
    tool(one.name, one.description, one.inputSchema, async (input, extra) => {
      if (!calls.admits(sessionSignal())) return REFUSED;
      const parsed = extraSchema.safeParse(extra);
      const meta = parsed.success ? parsed.data : undefined;
      const signals = [sessionSignal(), AbortSignal.timeout(limits.toolTimeoutMs)];
      if (meta?.signal) signals.push(meta.signal);
      const context: ToolContext = {
        toolUseId: meta?._meta?.['claudecode/toolUseId'] ?? '',
        signal: AbortSignal.any(signals),
      };
      return toCallResult(await runTool(one, input, context, onError), limits.toolResultBytes);
    }),
  );
  return createSdkMcpServer({ name, version: '1.0.0', tools: definitions, alwaysLoad: true });
}

const REFUSED: CallToolResult = {
  content: [{ type: 'text', text: 'No more tools can be called in this turn.' }],
  isError: true,
};

/** Counts the calls of a turn; a turn is known by its signal. */
class CallCount {
  private turn: AbortSignal | null = null;
  private calls = 0;

  constructor(private readonly most: number) {}

  admits(turn: AbortSignal): boolean {
    if (turn !== this.turn) this.calls = 0;
    this.turn = turn;
    this.calls += 1;
    return !turn.aborted && this.calls <= this.most;
  }
}

async function runTool(
  one: ClaudeTool,
  input: Record<string, unknown>,
  context: ToolContext,
  onError: ToolErrorListener,
): Promise<ToolResult> {
  try {
    return await Promise.race([one.handler(input, context), rejectOnAbort(context.signal)]);
  } catch (error) {
    onError(one.name, error);
    const text = context.signal.aborted ? 'The tool took too long.' : 'The tool failed.';
    return { text, isError: true };
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(new Error('aborted'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function toCallResult(result: ToolResult, limitBytes: number): CallToolResult {
  if (Buffer.byteLength(result.text) > limitBytes) {
    return { content: [{ type: 'text', text: 'The result was too large.' }], isError: true };
  }
  const isError = result.isError === true;
  return { content: [{ type: 'text', text: result.text }], ...(isError ? { isError } : {}) };
}
