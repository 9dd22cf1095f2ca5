/**
 * Mode `memory`, for proofs about contexts: it answers facts out of the request ("remember that X is Y",
 * later "what is X?"), sums a conversation up on request, and is the demo model in all else.
 */
import { readConversation } from '../conversation-view.js';
import { demoModel } from '../demo/demo-model.js';
import type { MessagesRequest } from '../messages.schemas.js';
import { say, type MessageReply } from '../model-reply.schemas.js';
import { askedSubject, factsIn, textsOf } from './facts.js';
import { summarise, wantsSummary } from './summary.js';

/** Answers from the facts of the request. */
export function memoryModel(request: MessagesRequest): MessageReply {
  const conversation = readConversation(request);
  if (wantsSummary(conversation)) return say(summarise(conversation));
  const facts = factsIn(textsOf(conversation));
  const answers = conversation.current.messages.flatMap((message) => {
    const noted = [...factsIn([message]).values()].map((f) => `Noted: ${f.subject} is ${f.value}.`);
    if (noted.length > 0) return noted;
    const asked = askedSubject(message);
    if (asked === undefined) return [];
    const fact = facts.get(asked.key);
    return fact === undefined
      ? [`You have not told me what ${asked.subject} is.`]
      : [`${asked.subject} is ${fact.value}.`];
  });
  return answers.length > 0 ? say(answers.join('\n')) : demoModel(request);
}
