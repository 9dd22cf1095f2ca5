/** Every tool of the agents, by mode; wraps each with its limits so that no tool can stall or flood a turn. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { storable } from '#platform/database';
import { toAppError } from '#platform/errors';
import type { RuntimeTool } from '../sessions/agent-runtime.js';
import type { ApiKeyScope } from '#features/auth';
import {
  TOOL_RESULT_MAX_BYTES,
  TOOL_TIMEOUT_MS,
  type AgentMode,
  type AgentTool,
  type ToolEffect,
  type ToolScope,
} from './tool.js';

/** Every tool, in the order in which the model sees them. */
export const AGENT_TOOLS = Symbol('AGENT_TOOLS');

@Injectable()
export class ToolRegistry {
  private readonly logger = new Logger(ToolRegistry.name);
  private readonly inputs = new Map<AgentTool, z.ZodObject>();

  constructor(@Inject(AGENT_TOOLS) private readonly tools: AgentTool[]) {}

  /** Names of the tools of a mode, in a fixed order (the model's prompt cache depends on it). */
  namesFor(mode: AgentMode): string[] {
    return this.toolsFor(mode).map((tool) => tool.name);
  }

  /**
   * The tools of one conversation, bound to it: whose shop, whose chat and what may be done is fixed here, not by
   * what the model says.
   *
   * @param addEffect collects what the tools want done when the run is committed
   */
  bind(scope: ToolScope, addEffect: (effect: ToolEffect) => void): RuntimeTool[] {
    return this.toolsFor(scope.mode).map((tool) => this.bound(tool, scope, addEffect));
  }

  /** As {@link bind}, for a program of the seller's own: only what its key allows. */
  bindForKey(
    scope: ToolScope,
    scopes: readonly ApiKeyScope[],
    addEffect: (effect: ToolEffect) => void,
  ): RuntimeTool[] {
    return this.toolsFor(scope.mode)
      .filter((tool) => tool.scope !== null && scopes.includes(tool.scope))
      .map((tool) => this.bound(tool, scope, addEffect));
  }

  private bound(
    tool: AgentTool,
    scope: ToolScope,
    addEffect: (effect: ToolEffect) => void,
  ): RuntimeTool {
    return {
      name: tool.name,
      description: tool.description,
      inputSchema: tool.inputSchema,
      run: (input, { signal }) => this.runBounded(tool, input, { ...scope, signal, addEffect }),
    };
  }

  private toolsFor(mode: AgentMode): AgentTool[] {
    return this.tools.filter((tool) => tool.modes.includes(mode));
  }

  /** Made once: a schema of Zod compiles itself when it is first used. */
  private inputOf(tool: AgentTool): z.ZodObject {
    const known = this.inputs.get(tool) ?? z.object(tool.inputSchema);
    this.inputs.set(tool, known);
    return known;
  }

  private async runBounded(
    tool: AgentTool,
    input: Record<string, unknown>,
    context: Parameters<AgentTool['run']>[1],
  ): Promise<{ text: string; isError?: boolean }> {
    const parsed = this.inputOf(tool).safeParse(input);
    if (!parsed.success) {
      return {
        isError: true,
        text: JSON.stringify({ error: 'invalid_input', message: z.prettifyError(parsed.error) }),
      };
    }
    const timeout = AbortSignal.timeout(TOOL_TIMEOUT_MS);
    try {
      const signal = AbortSignal.any([context.signal, timeout]);
      const answer = await Promise.race([
        // What it notes is written with the run: a character that cannot be stored would undo the whole turn.
        tool.run(storable(parsed.data), { ...context, signal }),
        aborted(signal),
      ]);
      return { text: bounded(JSON.stringify(answer.body)), isError: answer.isError ?? false };
    } catch (error) {
      const code = timeout.aborted ? 'timeout' : toAppError(error).code;
      this.logger.warn({ tool: tool.name, code }, 'a tool failed');
      return {
        isError: true,
        text: JSON.stringify({
          error: code,
          message: 'This did not work just now. Say so, or hand over to the shop.',
        }),
      };
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

function bounded(text: string): string {
  if (Buffer.byteLength(text) <= TOOL_RESULT_MAX_BYTES) return text;
  const cut = Buffer.from(text).subarray(0, TOOL_RESULT_MAX_BYTES).toString('utf8');
  return JSON.stringify({
    truncated: true,
    message: 'The result was too long; ask for less.',
    beginning: cut,
  });
}
