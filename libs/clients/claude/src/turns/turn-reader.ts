/** Reads the CLI's messages of one turn: tells them as events and gathers what the verdict needs. */
import type { CliBlock, CliInit, CliMessage, CliResult } from './cli-messages.schemas.js';
import { shortToolName } from './tool-server.js';
import type { ClaudeEvent, TurnFailure } from './turn.js';

/** What every turn of a session expects. */
export interface TurnExpectation {
  toolServerName: string;
  /** Full names; exactly these must be offered. */
  toolNames: readonly string[];
}

/** Each is kept in the log of the agent; a turn has some dozens. */
const MOST_EVENTS = 1_000;
const NAME_CHARS = 200;

/** One turn's reader. `feed` until `ended`. */
export class TurnReader {
  result: CliResult | null = null;
  lastAssistantUuid: string | null = null;
  syntheticError: string | null = null;
  stopped: { failure: TurnFailure; detail: string } | null = null;
  /** The CLI has finished with our message, with or without a result. */
  consumed = false;
  private readonly toolUses = new Map<string, { name: string; at: number }>();
  private events = 0;

  constructor(
    private readonly messageUuid: string,
    private readonly expected: TurnExpectation,
    private readonly listener: (event: ClaudeEvent) => void,
  ) {}

  /** Nothing more is to be waited for. */
  get ended(): boolean {
    return this.result !== null || this.stopped !== null;
  }

  /** Takes the next message. */
  feed(message: CliMessage): void {
    switch (message.type) {
      case 'assistant':
        return this.readAssistant(message);
      case 'user':
        return this.readUser(message.message.content);
      case 'result':
        this.result = message;
        return;
      case 'command_lifecycle':
        this.consumed ||=
          message.command_uuid === this.messageUuid && message.state === 'completed';
        return;
      case 'system':
        return message.subtype === 'init' ? this.readInit(message) : this.readRetry(message);
    }
  }

  private readInit(init: CliInit): void {
    const { toolServerName, toolNames } = this.expected;
    const missing = toolNames.filter((name) => !init.tools.includes(name));
    const foreign = init.tools.filter((name) => !toolNames.includes(name));
    const server = init.mcp_servers.find((one) => one.name === toolServerName);
    if (missing.length > 0 || (toolNames.length > 0 && server?.status !== 'connected')) {
      this.stop('tools_missing', `server ${server?.status ?? 'absent'}, ${missing.length} missing`);
    } else if (foreign.length > 0) {
      this.stop('tools_missing', `unexpected tools: ${foreign.join(', ').slice(0, 200)}`);
    }
    const tools = init.tools.map((name) => shortToolName(toolServerName, name));
    this.emit({ type: 'init', model: init.model, tools, cliVersion: init.claude_code_version });
  }

  private readRetry(retry: Extract<CliMessage, { subtype: 'api_retry' }>): void {
    this.emit({
      type: 'api_retry',
      attempt: retry.attempt,
      maxRetries: retry.max_retries,
      delayMs: retry.retry_delay_ms,
      status: retry.error_status ?? null,
    });
  }

  private readAssistant(message: Extract<CliMessage, { type: 'assistant' }>): void {
    const synthetic = message.message.model === '<synthetic>' || message.error != null;
    if (synthetic) {
      this.syntheticError = message.error ?? 'synthetic';
      return;
    }
    this.syntheticError = null;
    this.lastAssistantUuid = message.uuid;
    for (const block of message.message.content) this.readBlock(block);
  }

  private readBlock(block: CliBlock): void {
    if (block.type === 'text' && block.text) this.emit({ type: 'text', text: block.text });
    if (block.type !== 'tool_use' || !block.id || !block.name) return;
    const name = shortToolName(this.expected.toolServerName, block.name).slice(0, NAME_CHARS);
    const toolUseId = block.id.slice(0, NAME_CHARS);
    this.toolUses.set(toolUseId, { name, at: performance.now() });
    this.emit({ type: 'tool_use', name, input: block.input, toolUseId });
  }

  private readUser(content: string | CliBlock[]): void {
    if (typeof content === 'string') return;
    for (const block of content) {
      if (block.type !== 'tool_result' || !block.tool_use_id) continue;
      const toolUseId = block.tool_use_id.slice(0, NAME_CHARS);
      const use = this.toolUses.get(toolUseId);
      this.emit({
        type: 'tool_result',
        name: use?.name ?? 'unknown',
        toolUseId,
        isError: block.is_error === true,
        ms: use ? Math.round(performance.now() - use.at) : 0,
        bytes: Buffer.byteLength(JSON.stringify(block.content ?? '')),
      });
    }
  }

  /** Takes a piece of the answer as the model writes it; the CLI would tell it later, at more than its own work's cost. */
  hear(text: string): void {
    if (!this.ended) this.listener({ type: 'text_delta', text });
  }

  private emit(event: ClaudeEvent): void {
    this.events += 1;
    if (this.events > MOST_EVENTS) this.stop('output_limit', 'too many events');
    else this.listener(event);
  }

  /** Ends the turn from our side; the first reason stays. */
  stop(failure: TurnFailure, detail: string): void {
    this.stopped ??= { failure, detail };
  }
}
