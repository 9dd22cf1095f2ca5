/**
 * Mode `demo`: a small rule-based shop assistant. It knows no product; it calls the offered tools and says
 * only what they answered, in the buyer's language, and plainly that it did not understand or does not know.
 */
import { offeredName, readConversation, type Conversation } from '../conversation-view.js';
import type { MessagesRequest } from '../messages.schemas.js';
import { say, type MessageReply } from '../model-reply.schemas.js';
import { answerGoods } from './answer-goods.js';
import {
  answerComplaint,
  answerCustom,
  answerHuman,
  answerOrder,
  answerShopTopic,
  answerUnknown,
} from './answer-shop.js';
import { askKey, play, type Answering, type Ask, type Situation } from './answering.js';
import { detectLanguage } from './detect-language.js';
import type { Phrases } from './language-pack.js';
import { ENGLISH } from './languages/all-languages.js';
import type { Question } from './read-question.js';
import { isAboutGoods, isSmallTalk, splitQuestions } from './split-questions.js';
import { recallTalk } from './talk-memory.js';

/** Tool calls for one question, and for a turn of several. */
const CALLS_PER_QUESTION = 3;
const CALLS_PER_TURN = 6;
const MAX_QUESTIONS = 5;
const INTERNAL_ID =
  /\b(?:sel|ses|etsy|prod|agt|cnv|inb|run|evt|chn|out|syn|prp|kno|adm|key|aud|oas|sol|req|med|tok)_[0-9a-z]{6,}\b/g;

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

/** Answers a request, by tool calls first where facts are needed. */
export function demoModel(request: MessagesRequest): MessageReply {
  return answerBuyer(readConversation(request));
}

function answerBuyer(conversation: Conversation): MessageReply {
  const { messages, images } = conversation.current;
  const pack = detectLanguage(
    messages,
    conversation.earlier.flatMap((turn) => turn.messages),
  );
  const situation: Situation = {
    conversation,
    pack,
    english: ENGLISH,
    memory: recallTalk(conversation.earlier),
  };
  const read = splitQuestions(messages, pack, ENGLISH);
  const all = whatMatters(read);
  const questions = all.slice(0, MAX_QUESTIONS);
  if (questions.length === 0) {
    return say(images > 0 ? pack.phrases.image : pack.phrases.notUnderstood);
  }
  const { texts, asks } = answerAll(questions, situation);
  if (asks.length > 0) return callTools(asks, conversation);
  if (images > 0) texts.unshift(pack.phrases.image);
  if (all.length > questions.length) texts.push(pack.phrases.tooMany);
  const greets = read.some((q) => q.intent === 'greeting') && !all.every(isSmallTalk);
  if (greets) texts[0] = `${pack.phrases.hi} ${texts[0] ?? ''}`;
  return say([...new Set(texts)].join('\n\n').replaceAll(INTERNAL_ID, '').trim());
}

/**
 * Courtesies and asides are answered only where nothing else is to be answered; of several the first.
 */
function whatMatters(questions: Question[]): Question[] {
  const real = questions.filter((question) => !isSmallTalk(question));
  const clear = real.filter(({ intent, text }) => intent !== 'unknown' || text.includes('?'));
  if (clear.length > 0) return clear;
  return real.length > 0 ? real : questions.slice(0, 1);
}

function answerAll(questions: Question[], situation: Situation): { texts: string[]; asks: Ask[] } {
  const { exchanges } = situation.conversation.current;
  const limit = Math.min(CALLS_PER_TURN, CALLS_PER_QUESTION + questions.length - 1);
  const texts: string[] = [];
  const asks = new Map<string, Ask>();
  for (const question of questions) {
    // "And how much is it?" waits until the answer before it has found what "it" is.
    if (asks.size > 0 && isAboutGoods(question) && question.words.nouns.length === 0) break;
    const mayCall = exchanges.length + asks.size < limit;
    const played = play(answerOne(question, situation), situation.conversation, mayCall);
    if (played.kind === 'text') texts.push(played.text);
    else asks.set(askKey(played.ask), played.ask);
  }
  return { texts, asks: [...asks.values()] };
}

function* answerOne(question: Question, s: Situation): Answering {
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

function callTools(asks: Ask[], conversation: Conversation): MessageReply {
  return {
    kind: 'message',
    blocks: asks.map((ask) => ({
      type: 'tool_use',
      name: offeredName(conversation, ask.tool) ?? ask.tool,
      input: ask.input,
    })),
  };
}
