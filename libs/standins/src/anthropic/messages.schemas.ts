/**
 * What a client may send to the stand-in of the Messages API, read at the border.
 * Loose on purpose: unknown block types and fields are kept, since a request is recorded whole.
 */
import { z } from 'zod';

const cacheControlSchema = z.looseObject({ type: z.string(), ttl: z.string().optional() });

const innerBlockSchema = z.looseObject({ type: z.string(), text: z.string().optional() });

const blockSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  tool_use_id: z.string().optional(),
  content: z.union([z.string(), z.array(innerBlockSchema)]).optional(),
  is_error: z.boolean().nullish(),
  cache_control: cacheControlSchema.nullish(),
});

const messageSchema = z.looseObject({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.union([z.string(), z.array(blockSchema)]),
});

const toolSchema = z.looseObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/, 'should match ^[a-zA-Z0-9_-]{1,128}$'),
  description: z.string().optional(),
  input_schema: z.record(z.string(), z.unknown()).optional(),
  cache_control: cacheControlSchema.nullish(),
});

/** The body of POST /v1/messages/count_tokens; also the part of /v1/messages that is counted. */
export const countTokensSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(messageSchema).min(1, 'at least one message is required'),
  system: z.union([z.string(), z.array(blockSchema)]).optional(),
  tools: z.array(toolSchema).optional(),
});

/** The body of POST /v1/messages. */
export const messagesRequestSchema = countTokensSchema.extend({
  max_tokens: z.number().int().min(1),
  stream: z.boolean().optional(),
});

/** One content block of a message or of the system prompt. */
export type RequestBlock = z.infer<typeof blockSchema>;
/** One message of the conversation. */
export type RequestMessage = z.infer<typeof messageSchema>;
/** One tool that the client offers. */
export type OfferedTool = z.infer<typeof toolSchema>;
/** What tokens are counted of. */
export type CountTokensRequest = z.infer<typeof countTokensSchema>;
/** A whole request to the model. */
export type MessagesRequest = z.infer<typeof messagesRequestSchema>;

/** The blocks of a message or system prompt; a plain string is one text block. */
export function blocksOf(content: string | RequestBlock[] | undefined): RequestBlock[] {
  if (content === undefined) return [];
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** The text of a tool result, whatever shape it came in. */
export function resultText(block: RequestBlock): string {
  if (typeof block.content === 'string') return block.content;
  return (block.content ?? []).map((inner) => inner.text ?? '').join('\n');
}
