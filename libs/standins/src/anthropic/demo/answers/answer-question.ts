/** Sends each question to the answer that fits its aim. */
import { answerGoods } from './answer-goods.js';
import { answerOrder } from './answer-order.js';
import {
  answerComplaint,
  answerCustom,
  answerHuman,
  answerShopTopic,
  answerUnknown,
} from './answer-shop.js';
import type { Answering, Situation } from './answering.js';
import type { Phrases } from '../language-pack.js';
import { continuesOrder } from '../order-details.js';
import type { Question } from '../read-question.js';
import { isAboutGoods } from '../split-questions.js';

/** Aims that are answered by one phrase. */
const BY_PHRASE: Partial<Record<Question['intent'], keyof Phrases>> = {
  inject: 'offTopic',
  offTopic: 'offTopic',
  bot: 'bot',
  greeting: 'greeting',
  introduce: 'greeting',
  howAreYou: 'greeting',
  thanks: 'thanks',
  bye: 'bye',
  yes: 'nextQuestion',
  no: 'thanks',
};

/** Answers one question of a buyer's. */
export function* answerQuestion(question: Question, s: Situation): Answering {
  const { intent } = question;
  const phrase = BY_PHRASE[intent];
  if (phrase !== undefined) return s.pack.phrases[phrase];
  if (isAboutOrder(question, s)) return yield* answerOrder(question, s);
  if (isAboutGoods(question)) return yield* answerGoods(question, s);
  switch (intent) {
    case 'complaint':
      return yield* answerComplaint(question, s);
    case 'human':
      return yield* answerHuman(question, s);
    case 'custom':
      return yield* answerCustom(question, s);
    case 'unknown':
    case 'goods':
      return yield* answerUnknown(question, s);
    default:
      return yield* answerShopTopic(intent, question, s);
  }
}

/** "3300410023, 97205" names nothing that is for sale, whatever it looks like. */
function isAboutOrder({ intent, words }: Question, { conversation }: Situation): boolean {
  if (intent === 'order') return true;
  const isDecided = intent === 'complaint' || intent === 'human' || intent === 'custom';
  return !isDecided && words.things.length === 0 && continuesOrder(conversation);
}
