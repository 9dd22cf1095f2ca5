/** Sends each question to the answer that fits its aim. */
import { answerGoods } from './answer-goods.js';
import {
  answerComplaint,
  answerCustom,
  answerHuman,
  answerOrder,
  answerShopTopic,
  answerUnknown,
} from './answer-shop.js';
import type { Answering, Situation } from './answering.js';
import type { Phrases } from '../language-pack.js';
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
  if (isAboutGoods(question)) return yield* answerGoods(question, s);
  switch (intent) {
    case 'complaint':
      return yield* answerComplaint(question, s);
    case 'human':
      return yield* answerHuman(question, s);
    case 'order':
      return yield* answerOrder(question, s);
    case 'custom':
      return yield* answerCustom(question, s);
    case 'unknown':
    case 'goods':
      return yield* answerUnknown(question, s);
    default:
      return yield* answerShopTopic(intent, question, s);
  }
}
