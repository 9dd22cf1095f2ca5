/** What an agent's tool is. Each tool is one file; the registry lists them by mode. */
import type { z } from 'zod';
import type { Id } from '#platform/ids';

/** Who talks: a buyer on a channel, or the seller in their own chat. */
export type AgentMode = 'buyer' | 'seller';

/** Whose tools these are. Fixed when the session is opened; the model cannot choose it. */
export interface ToolScope {
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  conversationId: Id<'cnv'>;
  mode: AgentMode;
}

/** Something a tool wants done; carried out in the transaction that ends the run, or never. */
export type ToolEffect =
  | { type: 'human_requested'; reason: string; summary: string }
  | { type: 'custom_request'; summary: string };

export interface ToolContext extends ToolScope {
  signal: AbortSignal;
  addEffect(effect: ToolEffect): void;
}

export interface AgentTool<Shape extends z.ZodRawShape = z.ZodRawShape> {
  name: string;
  /** Told to the model. */
  description: string;
  modes: readonly AgentMode[];
  inputSchema: Shape;
  /** @returns what the model reads, as JSON; `isError` lets the model know that it failed */
  run(
    input: z.infer<z.ZodObject<Shape>>,
    context: ToolContext,
  ): Promise<{ body: unknown; isError?: boolean }>;
}

/** No tool result is larger; a longer one is cut and says so. */
export const TOOL_RESULT_MAX_BYTES = 24_000;

/** No tool may take longer. */
export const TOOL_TIMEOUT_MS = 10_000;
