/** What an agent's tool is. Each tool is one file; the registry lists them by mode. */
import type { z } from 'zod';
import type { ApiKeyScope } from '#features/auth';
import type { NewProposal } from '#features/etsy';
import type { Id } from '#platform/ids';

/** Who talks: a buyer on a channel, or the seller in their own chat. */
export type AgentMode = 'buyer' | 'seller';

/** Whose tools these are. Fixed when the session is opened; the model cannot choose it. */
export interface ToolScope {
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  /** null: asked by a program of the seller's own, outside of any conversation. */
  conversationId: Id<'cnv'> | null;
  mode: AgentMode;
}

/** Something a tool wants done; carried out in the transaction that ends the run, or never. */
export type ToolEffect =
  | { type: 'human_requested'; reason: string; summary: string }
  | { type: 'question'; question: string }
  | { type: 'custom_request'; summary: string }
  | { type: 'proposal'; proposal: NewProposal };

export interface ToolContext extends ToolScope {
  signal: AbortSignal;
  addEffect(effect: ToolEffect): void;
}

/** What the model reads, as JSON; `isError` lets it know that the call failed. */
export interface ToolAnswer {
  body: unknown;
  isError?: boolean;
}

export interface AgentTool<Shape extends z.ZodRawShape = z.ZodRawShape> {
  name: string;
  /** Told to the model. */
  description: string;
  modes: readonly AgentMode[];
  /** What an API key needs to call it over /mcp; null: it is not offered there. */
  scope: ApiKeyScope | null;
  inputSchema: Shape;
  run(input: z.infer<z.ZodObject<Shape>>, context: ToolContext): Promise<ToolAnswer>;
}

/** No tool result is larger; a longer one is cut and says so. */
export const TOOL_RESULT_MAX_BYTES = 24_000;

/** No tool may take longer. */
export const TOOL_TIMEOUT_MS = 10_000;

/** A product of another shop, or none at all: for the model it is the same. */
export function noSuchProduct(): ToolAnswer {
  const message = 'No such product. Use an id that search_products returned.';
  return { isError: true, body: { error: 'not_found', message } };
}
