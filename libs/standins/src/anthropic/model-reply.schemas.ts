/**
 * What a stand-in model decides to answer: a message, or one of the ways in which the real API fails.
 * Parsed, because replies also come in over the control routes.
 */
import { z } from 'zod';

const replyBlockSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('tool_use'),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    id: z.string().optional(),
  }),
]);

const messageReplySchema = z.object({
  kind: z.literal('message'),
  blocks: z.array(replyBlockSchema),
  stopReason: z.string().optional(),
  firstByteMs: z.number().min(0).optional(),
  perDeltaMs: z.number().min(0).optional(),
  breakOff: z
    .object({ how: z.enum(['error', 'drop', 'hang']), afterDeltas: z.number().int().min(0) })
    .optional(),
});

const errorReplySchema = z.object({
  kind: z.literal('error'),
  status: z.number().int().min(400).max(599),
  message: z.string().optional(),
  retryAfterSeconds: z.number().min(0).optional(),
});

const hangReplySchema = z.object({ kind: z.literal('hang') });
const dropReplySchema = z.object({ kind: z.literal('drop') });

/** A failure: an error status, an answer that never comes, or a socket that is cut. */
export const failureSchema = z.discriminatedUnion('kind', [
  errorReplySchema,
  hangReplySchema,
  dropReplySchema,
]);
/** Any reply. */
export const modelReplySchema = z.discriminatedUnion('kind', [
  messageReplySchema,
  errorReplySchema,
  hangReplySchema,
  dropReplySchema,
]);

/** One block of an answer. */
export type ReplyBlock = z.infer<typeof replyBlockSchema>;
/** An answer with text and tool calls; delays in milliseconds, `breakOff` ends the stream midway. */
export type MessageReply = z.infer<typeof messageReplySchema>;
/** A failure of the API. */
export type Failure = z.infer<typeof failureSchema>;
/** Any reply. */
export type ModelReply = z.infer<typeof modelReplySchema>;

/** An answer of one text. */
export function say(text: string): MessageReply {
  return { kind: 'message', blocks: [{ type: 'text', text }] };
}

/** An answer that calls one tool by its full name. */
export function callTool(name: string, input: Record<string, unknown>): MessageReply {
  return { kind: 'message', blocks: [{ type: 'tool_use', name, input }] };
}
