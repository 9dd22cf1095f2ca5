/** What the assistant cannot answer: a question for the shop, or the whole conversation for a person. */
import type { Answering, Situation } from './answering.js';
import type { Question } from '../read-question.js';

/** Longest text that is passed on. */
export const SUMMARY_CHARS = 300;

/** Passes a question on and says so. */
export function* askShop(question: string, saying: string): Answering {
  yield { tool: 'ask_shop', input: { question: question.slice(0, SUMMARY_CHARS) } };
  return saying;
}

/** Hands over to a person; where that cannot be done, `otherwise` says what happens. */
export function* passOn(
  reason: string,
  question: Question,
  s: Situation,
  otherwise: string,
): Answering {
  const input = {
    reason: allowedReason(reason, s),
    summary: question.text.slice(0, SUMMARY_CHARS),
  };
  const outcome = yield { tool: 'request_human', input };
  return outcome.ok ? s.pack.phrases.handedOver : otherwise;
}

/** The reason, or the last one that the tool lists where it takes only certain ones. */
function allowedReason(reason: string, s: Situation): string {
  const tool = s.conversation.tools.find((offered) => offered.name.endsWith('request_human'));
  const listed = /"reason":\{[^}]*"enum":\[([^\]]*)\]/.exec(
    JSON.stringify(tool?.input_schema ?? {}),
  )?.[1];
  const allowed = (listed ?? '')
    .split(',')
    .map((word) => word.replaceAll('"', ''))
    .filter((w) => w !== '');
  return allowed.length === 0 || allowed.includes(reason) ? reason : (allowed.at(-1) ?? reason);
}
