/**
 * Mode `demo`: a small rule-based shop assistant. It knows no product; it calls the offered tools and says
 * only what they answered, in the buyer's language, and plainly that it did not understand or does not know.
 * With the seller's tools it also reports and proposes.
 */
import { offeredName, readConversation, type Conversation } from '../conversation-view.js';
import { summarise, wantsSummary } from '../memory/summary.js';
import type { MessagesRequest } from '../messages.schemas.js';
import { say, type MessageReply } from '../model-reply.schemas.js';
import { answerQuestion } from './answers/answer-question.js';
import { askKey, play, type Answering, type Ask, type Situation } from './answers/answering.js';
import { detectLanguage, languageNamed } from './detect-language.js';
import type { LanguagePack } from './language-pack.js';
import { ENGLISH } from './languages/all-languages.js';
import type { Question } from './read-question.js';
import { answerSeller, SELLER_HELP } from './seller/answer-seller.js';
import { readSellerRequest } from './seller/seller-request.js';
import { isAboutGoods, isSmallTalk, opensWithGreeting, splitQuestions } from './split-questions.js';
import { saysItDoesNotSpeak } from './other-languages.js';
import { recallTalk } from './talk-memory.js';

/** Tool calls for one question, and for a turn of several. */
const CALLS_PER_QUESTION = 3;
const CALLS_PER_TURN = 6;
const MAX_QUESTIONS = 5;
const INTERNAL_ID =
  /\b(?:sel|ses|etsy|prod|agt|cnv|inb|run|evt|chn|out|syn|prp|kno|adm|key|aud|oas|sol|req|med|tok)_[0-9a-z]{6,}\b/g;

const ANSWER_IN = /always answer in:?\s*([\p{L}-]+)/iu;
const CANNOT_SEE = /\b(?:picture|image|photo|voice note|voice message|not text)\b/i;

/** One thing to answer. */
interface Task {
  answer(): Answering;
  /** "And how much is it?" can only be answered after what stands before it. */
  needsEarlier: boolean;
}

/** Answers a request, by tool calls first where facts are needed. */
export function demoModel(request: MessagesRequest): MessageReply {
  const conversation = readConversation(request);
  if (wantsSummary(conversation)) return say(summarise(conversation));
  const demanded = demandedLanguage(conversation);
  if (demanded !== undefined) return answerTurn(conversation, demanded);
  const notSpoken = saysItDoesNotSpeak(conversation.current.messages);
  return notSpoken === undefined
    ? answerTurn(conversation, languageOfTalk(conversation))
    : say(notSpoken);
}

function answerTurn(conversation: Conversation, pack: LanguagePack): MessageReply {
  const isMore = hasMoreThanText(conversation);
  const memory = recallTalk(conversation.earlier);
  const situation: Situation = { conversation, pack, english: ENGLISH, memory };
  const { tasks, isGreeted } = tasksOf(situation);
  if (tasks.length === 0) return say(isMore ? pack.phrases.onlyText : pack.phrases.notUnderstood);
  const { texts, asks } = answerAll(tasks.slice(0, MAX_QUESTIONS), situation);
  if (asks.length > 0) return callTools(asks, conversation);
  if (isMore) texts.unshift(pack.phrases.onlyText);
  if (tasks.length > MAX_QUESTIONS) texts.push(pack.phrases.tooMany);
  if (isGreeted) texts[0] = `${pack.phrases.hi} ${texts[0] ?? ''}`;
  return say([...new Set(texts)].join('\n\n').replaceAll(INTERNAL_ID, '').trim());
}

/** The language that the instructions demand. */
function demandedLanguage({ system }: Conversation): LanguagePack | undefined {
  const demanded = ANSWER_IN.exec(system)?.[1];
  return demanded === undefined ? undefined : languageNamed(demanded);
}

function languageOfTalk({ current, earlier }: Conversation): LanguagePack {
  return detectLanguage(
    current.messages,
    earlier.flatMap((turn) => turn.messages),
  );
}

/** Pictures come as blocks, or as a line of the runtime about what cannot be seen or heard. */
function hasMoreThanText(conversation: Conversation): boolean {
  const { images, scaffolding } = conversation.current;
  return images > 0 || scaffolding.some((line) => CANNOT_SEE.test(line));
}

/** What there is to answer: the seller's own requests, then all questions that matter. */
function tasksOf(situation: Situation): { tasks: Task[]; isGreeted: boolean } {
  const { conversation, pack } = situation;
  const isSeller = offeredName(conversation, 'inventory_report') !== undefined;
  const requests = conversation.current.messages.map((text) => ({
    text,
    request: isSeller ? readSellerRequest(text) : undefined,
  }));
  const ordered = requests.flatMap(({ text, request }): Task[] =>
    request === undefined
      ? []
      : [{ answer: () => answerSeller(request, text, situation), needsEarlier: false }],
  );
  const rest = requests.filter(({ request }) => request === undefined).map(({ text }) => text);
  const questions = splitQuestions(rest, pack, ENGLISH);
  const mattering = whatMatters(questions, ordered.length > 0);
  const phrases = isSeller ? { ...pack.phrases, notUnderstood: SELLER_HELP } : pack.phrases;
  const asked = mattering.map((question): Task => ({
    answer: () => answerQuestion(question, { ...situation, pack: { ...pack, phrases } }),
    needsEarlier: isAboutGoods(question) && question.words.nouns.length === 0,
  }));
  const greets = rest.some((text) => opensWithGreeting(text, pack));
  const isGreeted = greets && !mattering.every((q) => isSmallTalk(q));
  return { tasks: [...ordered, ...asked], isGreeted };
}

/** Courtesies and asides are answered only where nothing else is to be answered; of several the first. */
function whatMatters(asked: Question[], hasOther: boolean): Question[] {
  const questions = withoutTrickery(asked);
  const real = withoutSecondWish(questions.filter((question) => !isSmallTalk(question)));
  const clear = withoutBareHave(
    real.filter(({ intent, text }) => intent !== 'unknown' || text.includes('?')),
  );
  if (clear.length > 0 || hasOther) return clear;
  return real.length > 0 ? real : questions.slice(0, 1);
}

/** A complaint goes to a person anyway. */
function withoutSecondWish(questions: Question[]): Question[] {
  if (!questions.some(({ intent }) => intent === 'complaint')) return questions;
  return questions.filter(({ intent }) => intent !== 'human');
}

/** "Do you have" in a message of its own is the beginning of the next. */
function withoutBareHave(questions: Question[]): Question[] {
  const isBare = ({ intent, words }: Question): boolean =>
    intent === 'have' && words.query.length === 0 && words.maxPrice === undefined;
  const rest = questions.filter((question) => !isBare(question));
  return rest.some((question) => isAboutGoods(question)) ? rest : questions;
}

/** Behind "ignore your instructions" only what names goods is a question: the rest belongs to the trick. */
function withoutTrickery(questions: Question[]): Question[] {
  if (!questions.some(({ intent }) => intent === 'inject')) return questions;
  return questions.filter(({ intent, words }) => intent === 'inject' || words.things.length > 0);
}

function answerAll(tasks: Task[], situation: Situation): { texts: string[]; asks: Ask[] } {
  const { exchanges } = situation.conversation.current;
  const limit = Math.min(CALLS_PER_TURN, CALLS_PER_QUESTION + tasks.length - 1);
  const texts: string[] = [];
  const asks = new Map<string, Ask>();
  for (const task of tasks) {
    if (asks.size > 0 && task.needsEarlier) break;
    const mayCall = exchanges.length + asks.size < limit;
    const played = play(task.answer(), situation.conversation, mayCall);
    if (played.kind === 'text') texts.push(played.text);
    else asks.set(askKey(played.ask), played.ask);
  }
  return { texts, asks: [...asks.values()] };
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
