/**
 * How an answer comes about: a generator that asks for tool results and ends with a text.
 * The model is stateless, so each request plays the generators from the start with the results that the
 * request already holds; the first result that is missing becomes a tool call.
 */
import { offeredName, type Conversation, type ToolOutcome } from '../../conversation-view.js';
import type { LanguagePack } from '../language-pack.js';
import type { TalkMemory } from '../talk-memory.js';

/** A wish for a tool's result; the name without the server's prefix. */
export interface Ask {
  tool: string;
  input: Record<string, unknown>;
}

/** An answer in the making. */
export type Answering = Generator<Ask, string, ToolOutcome>;
/** A step of an answer that ends with something else than the text. */
export type Asking<T> = Generator<Ask, T, ToolOutcome>;

/** What every answer may look at. `memory` follows the goods that this answer has named so far. */
export interface Situation {
  conversation: Conversation;
  pack: LanguagePack;
  english: LanguagePack;
  memory: TalkMemory;
}

/** Where an answer stands. */
export type Played = { kind: 'text'; text: string } | { kind: 'ask'; ask: Ask };

/** Plays an answer with the results at hand; `mayCall` says whether one more call is allowed. */
export function play(answering: Answering, conversation: Conversation, mayCall: boolean): Played {
  let step = answering.next();
  while (step.done !== true) {
    const outcome = outcomeOf(step.value, conversation, mayCall);
    if (outcome === undefined) return { kind: 'ask', ask: step.value };
    step = answering.next(outcome);
  }
  return { kind: 'text', text: step.value };
}

/** One tool call as a comparable text. */
export function askKey(ask: Ask): string {
  const sorted = Object.entries(ask.input).toSorted(([a], [b]) => a.localeCompare(b));
  return `${ask.tool} ${JSON.stringify(sorted)}`;
}

function outcomeOf(
  ask: Ask,
  conversation: Conversation,
  mayCall: boolean,
): ToolOutcome | undefined {
  const key = askKey(ask);
  const { exchanges } = conversation.current;
  const done = exchanges.find((exchange) => askKey(exchange) === key);
  if (done !== undefined) return done.outcome ?? { ok: false, why: 'error', text: 'no result' };
  if (offeredName(conversation, ask.tool) === undefined) {
    return { ok: false, why: 'not_offered', text: '' };
  }
  return mayCall ? undefined : { ok: false, why: 'spent', text: '' };
}
