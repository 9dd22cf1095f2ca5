/**
 * The API refuses a conversation in which a tool call has no result right after it, or a result has
 * no call right before it. A runtime that stores and restores transcripts must not get away with that.
 */
import { RefusedRequest } from './api-errors.js';
import { blocksOf, type RequestBlock, type RequestMessage } from './messages.schemas.js';

interface Spoken {
  role: 'user' | 'assistant';
  blocks: RequestBlock[];
}

/** Throws RefusedRequest (400) when calls and results do not match. */
export function checkToolPairing(messages: RequestMessage[]): void {
  const spoken = mergeSpeakers(messages);
  if (spoken[0]?.role === 'assistant') {
    throw new RefusedRequest(400, 'messages: first message must use the "user" role');
  }
  spoken.forEach((message, index) => {
    if (message.role === 'assistant') checkCalls(message, spoken[index + 1], index);
    else checkResults(message, spoken[index - 1], index);
  });
}

/** Consecutive messages of one role count as one; system messages stand between without a part. */
function mergeSpeakers(messages: RequestMessage[]): Spoken[] {
  const spoken: Spoken[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const last = spoken.at(-1);
    if (last?.role === message.role) last.blocks.push(...blocksOf(message.content));
    else spoken.push({ role: message.role, blocks: [...blocksOf(message.content)] });
  }
  return spoken;
}

function checkCalls(message: Spoken, next: Spoken | undefined, index: number): void {
  const answered = new Set((next?.blocks ?? []).map((block) => block.tool_use_id));
  const open = message.blocks.filter((b) => b.type === 'tool_use' && !answered.has(b.id));
  if (open.length === 0) return;
  throw new RefusedRequest(
    400,
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately ` +
      `after: ${open.map((block) => block.id).join(', ')}`,
  );
}

function checkResults(message: Spoken, previous: Spoken | undefined, index: number): void {
  const called = new Set((previous?.blocks ?? []).map((block) => block.id));
  const stray = message.blocks.find(
    (block) => block.type === 'tool_result' && !called.has(block.tool_use_id),
  );
  if (stray === undefined) return;
  throw new RefusedRequest(
    400,
    `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ` +
      `${stray.tool_use_id}. Each \`tool_result\` must have a corresponding \`tool_use\` before it.`,
  );
}
