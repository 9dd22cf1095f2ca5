/**
 * Turns a decided reply into the message object of the API or into its stream of events.
 * Pure: what is written when is the business of the writer.
 */
import { randomUUID } from 'node:crypto';
import type { MessageReply, ReplyBlock } from './model-reply.schemas.js';
import { countTokens, type TokenUsage } from './token-usage.js';

type WireBlock =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: Record<string, unknown> };

/** The message as the API answers it without streaming. */
export interface WireMessage {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: WireBlock[];
  stop_reason: string | null;
  stop_sequence: string | null;
  usage: TokenUsage;
}

/** One server-sent event: its name and its JSON. */
export interface StreamEvent {
  event: string;
  data: Record<string, unknown>;
}

const WORDS_PER_DELTA = 3;

/** Builds the message; text beyond `maxTokens` is cut and the stop reason says so. */
export function buildMessage(
  reply: MessageReply,
  o: { model: string; maxTokens: number; usage: TokenUsage },
): WireMessage {
  const cut = cutToTokens(reply.blocks, o.maxTokens);
  const content = cut.blocks.map(toWireBlock);
  const usesTool = content.some((block) => block.type === 'tool_use');
  const natural = usesTool ? 'tool_use' : 'end_turn';
  return {
    id: `msg_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
    type: 'message',
    role: 'assistant',
    model: o.model,
    content,
    stop_reason: reply.stopReason ?? (cut.wasCut ? 'max_tokens' : natural),
    stop_sequence: null,
    usage: { ...o.usage, output_tokens: cut.tokens },
  };
}

/** The events of a message in the order of the API. */
export function* streamEvents(message: WireMessage): Generator<StreamEvent> {
  yield named('message_start', {
    message: {
      ...message,
      content: [],
      stop_reason: null,
      usage: { ...message.usage, output_tokens: 1 },
    },
  });
  yield named('ping', {});
  for (const [index, block] of message.content.entries()) yield* blockEvents(block, index);
  const { service_tier: _tier, cache_creation: _creation, ...usage } = message.usage;
  yield named('message_delta', {
    delta: { stop_reason: message.stop_reason, stop_sequence: message.stop_sequence },
    usage,
  });
  yield named('message_stop', {});
}

function* blockEvents(block: WireBlock, index: number): Generator<StreamEvent> {
  const empty = block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} };
  yield named('content_block_start', { index, content_block: empty });
  const deltas =
    block.type === 'text'
      ? textChunks(block.text).map((text) => ({ type: 'text_delta', text }))
      : jsonChunks(block.input).map((json) => ({ type: 'input_json_delta', partial_json: json }));
  for (const delta of deltas) yield named('content_block_delta', { index, delta });
  yield named('content_block_stop', { index });
}

function named(event: string, rest: Record<string, unknown>): StreamEvent {
  return { event, data: { type: event, ...rest } };
}

/** A few words each; joined again they are the text. */
function textChunks(text: string): string[] {
  const words = text.match(/\s*\S+|\s+$/gu) ?? [];
  const chunks: string[] = [];
  for (let at = 0; at < words.length; at += WORDS_PER_DELTA) {
    chunks.push(words.slice(at, at + WORDS_PER_DELTA).join(''));
  }
  return chunks.length === 0 && text !== '' ? [text] : chunks;
}

/** The API begins a tool input with an empty piece and sends the JSON in a few parts. */
function jsonChunks(input: Record<string, unknown>): string[] {
  const json = JSON.stringify(input);
  const middle = Math.ceil(json.length / 2);
  return ['', json.slice(0, middle), json.slice(middle)];
}

function toWireBlock(block: ReplyBlock): WireBlock {
  if (block.type === 'text') return block;
  const id = block.id ?? `toolu_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
  return { type: 'tool_use', id, name: block.name, input: block.input };
}

function cutToTokens(
  blocks: ReplyBlock[],
  maxTokens: number,
): { blocks: ReplyBlock[]; tokens: number; wasCut: boolean } {
  const kept: ReplyBlock[] = [];
  let tokens = 0;
  for (const block of blocks) {
    const cost = countTokens(block.type === 'text' ? block.text : block.input);
    if (tokens + cost > maxTokens && block.type === 'text') {
      kept.push({ type: 'text', text: block.text.slice(0, (maxTokens - tokens) * 4) });
      return { blocks: kept, tokens: maxTokens, wasCut: true };
    }
    kept.push(block);
    tokens += cost;
  }
  return { blocks: kept, tokens: Math.max(1, tokens), wasCut: false };
}
