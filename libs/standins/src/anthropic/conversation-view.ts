/**
 * A request read as a conversation: turns with the buyer's messages, the tool calls and their results,
 * and the answer. The models of the stand-in have no memory of their own, so this is all they know.
 */
import {
  blocksOf,
  resultText,
  type MessagesRequest,
  type OfferedTool,
  type RequestBlock,
} from './messages.schemas.js';

const MCP_PREFIX = /^mcp__[^_]+(?:_[^_]+)*__/;
/** Blocks of ours among the buyer's: the context line, notes about the seller, what the client adds (reminders, where a picture lies). */
const SCAFFOLDING =
  /^(?:\[(?:context|seller|note|system|summary|handback|hand-back)\b|\[Image: source: |<system-reminder>)/i;

/** What a tool answered. */
export type ToolOutcome =
  | { ok: true; json: unknown; text: string }
  | { ok: false; why: 'error' | 'not_offered' | 'spent'; text: string };

/** A tool call with its result; undefined while the result is not in the request. */
export interface ToolExchange {
  /** Name without the server's prefix. */
  tool: string;
  fullName: string;
  input: Record<string, unknown>;
  outcome: ToolOutcome | undefined;
}

/** What was said from one message of the buyer's to the next. */
export interface Turn {
  /** The buyer's messages, verbatim. */
  messages: string[];
  /** Lines that the runtime put in, the context line first. */
  scaffolding: string[];
  images: number;
  exchanges: ToolExchange[];
  answer: string;
}

/** The whole conversation; the last turn is the one to answer. */
export interface Conversation {
  system: string;
  tools: OfferedTool[];
  earlier: Turn[];
  current: Turn;
}

/** The name of a tool without the prefix of its MCP server. */
function shortToolName(fullName: string): string {
  return fullName.replace(MCP_PREFIX, '');
}

/** The full name of an offered tool by its short name. */
export function offeredName(conversation: Conversation, tool: string): string | undefined {
  return conversation.tools.find((t) => t.name === tool || shortToolName(t.name) === tool)?.name;
}

/** Reads a request as a conversation. */
export function readConversation(request: MessagesRequest): Conversation {
  const turns: Turn[] = [];
  const open = new Map<string, ToolExchange>();
  for (const message of request.messages) {
    const blocks = blocksOf(message.content);
    if (message.role === 'assistant') readAnswer(blocks, turns, open);
    if (message.role === 'user') readUser(blocks, turns, open);
  }
  return {
    system: blocksOf(request.system)
      .map((block) => block.text ?? '')
      .join('\n'),
    tools: request.tools ?? [],
    earlier: turns.slice(0, -1),
    current: turns.at(-1) ?? emptyTurn(),
  };
}

function readUser(blocks: RequestBlock[], turns: Turn[], open: Map<string, ToolExchange>): void {
  const results = blocks.filter((block) => block.type === 'tool_result');
  for (const block of results) {
    const exchange = open.get(block.tool_use_id ?? '');
    if (exchange !== undefined) exchange.outcome = readOutcome(block);
  }
  if (results.length > 0) return;
  const last = turns.at(-1);
  // A message after one that was never answered belongs to the same turn.
  const unanswered = last !== undefined && last.answer === '' && last.exchanges.length === 0;
  const turn = unanswered ? last : emptyTurn();
  if (!unanswered) turns.push(turn);
  for (const block of blocks) readUserBlock(block, turn);
}

function readUserBlock(block: RequestBlock, turn: Turn): void {
  if (block.type === 'image') turn.images += 1;
  if (block.type !== 'text' || block.text === undefined || block.text === '') return;
  if (SCAFFOLDING.test(block.text)) turn.scaffolding.push(block.text);
  else if (!turn.messages.includes(block.text)) turn.messages.push(block.text);
}

function readAnswer(blocks: RequestBlock[], turns: Turn[], open: Map<string, ToolExchange>): void {
  const turn = turns.at(-1);
  if (turn === undefined) return;
  for (const block of blocks) {
    if (block.type === 'text') turn.answer += block.text ?? '';
    if (block.type !== 'tool_use' || block.name === undefined) continue;
    const exchange: ToolExchange = {
      tool: shortToolName(block.name),
      fullName: block.name,
      input: block.input ?? {},
      outcome: undefined,
    };
    turn.exchanges.push(exchange);
    if (block.id !== undefined) open.set(block.id, exchange);
  }
}

function readOutcome(block: RequestBlock): ToolOutcome {
  const text = resultText(block);
  if (block.is_error === true) return { ok: false, why: 'error', text };
  try {
    const json: unknown = JSON.parse(text);
    return { ok: true, json, text };
  } catch {
    return { ok: true, json: null, text };
  }
}

function emptyTurn(): Turn {
  return { messages: [], scaffolding: [], images: 0, exchanges: [], answer: '' };
}
