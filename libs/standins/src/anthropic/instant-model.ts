/**
 * Mode `instant`, for benches: one tool call (the first offered one, `search_products` if there is one),
 * then one line that repeats the question, so that an oracle can tell which answer belongs to which.
 */
import { z } from 'zod';
import { offeredName, readConversation, type Conversation } from './conversation-view.js';
import type { MessagesRequest } from './messages.schemas.js';
import { callTool, say, type MessageReply } from './model-reply.schemas.js';

const MAX_QUERY_CHARS = 60;
const foundSchema = z.object({
  products: z.array(z.object({ title: z.string(), price: z.string() })).min(1),
});

/** Answers at once. */
export function instantModel(request: MessagesRequest): MessageReply {
  const conversation = readConversation(request);
  const question = conversation.current.messages.join(' | ');
  const exchange = conversation.current.exchanges[0];
  if (exchange === undefined) {
    const call = firstCall(conversation, question);
    return call ?? say(`You asked: ${question}`);
  }
  const found = exchange.outcome?.ok ? foundSchema.safeParse(exchange.outcome.json) : undefined;
  const first = found?.success ? found.data.products[0] : undefined;
  const fact = first === undefined ? '' : `\n${first.title}, ${first.price}`;
  return say(`You asked: ${question}${fact}`);
}

function firstCall(conversation: Conversation, question: string): MessageReply | undefined {
  const search = offeredName(conversation, 'search_products');
  if (search !== undefined) return callTool(search, { query: question.slice(0, MAX_QUERY_CHARS) });
  const first = conversation.tools[0];
  return first === undefined ? undefined : callTool(first.name, {});
}
