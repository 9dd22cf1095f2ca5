/**
 * The answer to "summarise this conversation": an honest extract. Every fact to be remembered is kept in the
 * words in which it can be found again, then the goods that were talked of and what was asked.
 */
import type { Conversation } from '../conversation-view.js';
import { recallTalk } from '../demo/talk-memory.js';
import { factsIn, textsOf } from './facts.js';

const ASKS_FOR_SUMMARY =
  /\bsummari[sz]e\b|\b(?:write|give|make|create)\b.{0,40}\bsummary\b|\bsummary of (?:the|this|our) (?:conversation|chat|talk|dialogue)/i;
const HEADING = 'Summary of the conversation so far:';
const EARLIER_LINE = /^- (?!remember that ).+$/gm;
const MAX_LINES = 30;
const LINE_CHARS = 160;

/** Whether the newest text, or the instructions of a request without tools, ask for a summary. */
export function wantsSummary(conversation: Conversation): boolean {
  const { messages, scaffolding } = conversation.current;
  const asked = [...scaffolding, ...messages].at(-1) ?? '';
  const byInstruction =
    conversation.tools.length === 0 && ASKS_FOR_SUMMARY.test(conversation.system);
  return byInstruction || messages.concat(asked).some((text) => ASKS_FOR_SUMMARY.test(text));
}

/** The extract. */
export function summarise(conversation: Conversation): string {
  const texts = textsOf(conversation);
  const facts = [...factsIn(texts).values()].map(
    (f) => `- remember that ${f.subject} is ${f.value}`,
  );
  const turns = [...conversation.earlier, conversation.current];
  const goods = [...recallTalk(turns).known.values()].map(
    (product) => `- talked of: ${product.title}, ${product.price ?? '?'} ${product.currency ?? ''}`,
  );
  const asked = turns
    .flatMap((turn) => turn.messages)
    .filter((text) => !ASKS_FOR_SUMMARY.test(text))
    .map((text) => `- the buyer wrote: ${text.slice(0, LINE_CHARS).replaceAll('\n', ' ')}`);
  const lines = [...new Set([...earlierLines(texts), ...goods, ...asked])].slice(-MAX_LINES);
  return [HEADING, ...facts, ...lines].join('\n');
}

/** The lines of a summary that this conversation began with. */
function earlierLines(texts: string[]): string[] {
  return texts
    .filter((text) => text.includes(HEADING))
    .flatMap((text) => text.slice(text.indexOf(HEADING)).match(EARLIER_LINE) ?? []);
}
