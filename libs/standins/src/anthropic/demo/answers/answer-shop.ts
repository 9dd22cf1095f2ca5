/** Answers about the shop itself, and all that a person must decide: only what tools say, else it is passed on. */
import { offeredName } from '../../conversation-view.js';
import type { Answering, Asking, Situation } from './answering.js';
import { answerSearch } from './answer-goods.js';
import { askShop, passOn, SUMMARY_CHARS } from './pass-on.js';
import { firstOf } from '../describe-product.js';
import { fold, wordsOf } from '../fold-text.js';
import type { Intent } from '../language-pack.js';
import { fill } from '../product-text.js';
import { knowledgeAnswers, shopFactsOn } from '../shop-facts.js';
import type { Question } from '../read-question.js';

/** So many words may be a product's name rather than a sentence. */
const NAME_WORDS = 4;
/** With fewer it is hardly a question that somebody else would understand. */
const QUESTION_WORDS = 4;
const GIBBERISH_WORD =
  /^[^aeiouyaeiou]{4,}$|[bcdfghjklmnpqrstvwxz]{6,}|(.)\1{3,}|asdf|qwer|sdfg|dfgh|hjkl|zxcv|jkjk/;
/** Commands of programs: they are no questions, whatever stands behind. */
const COMMAND = /^\s*(?:[/@!#\\]|--?\w)/;

/** Answers from the shop's information, then from its knowledge; else a person is asked. */
export function* answerShopTopic(topic: Intent, question: Question, s: Situation): Answering {
  const info = yield { tool: 'get_shop_info', input: {} };
  const facts = info.ok ? shopFactsOn(topic, info.json) : [];
  if (facts.length > 0) return fill(s.pack.phrases.shopSays, { text: firstOf(facts) });
  const known = yield* askKnowledge(question, s);
  // Not handed over: the assistant can go on with everything else meanwhile.
  return known ?? (yield* askShop(question.text, s.pack.phrases.askShop));
}

/** A complaint: an apology, and a person. */
export function* answerComplaint(question: Question, s: Situation): Answering {
  const next = yield* passOn('complaint', question, s, s.pack.phrases.humanLater);
  return `${s.pack.phrases.sorry} ${next}`;
}

/** A wish for a person. */
export function* answerHuman(question: Question, s: Situation): Answering {
  return yield* passOn('asked_for_human', question, s, s.pack.phrases.humanLater);
}

/** A wish for something made to order. */
export function* answerCustom(question: Question, s: Situation): Answering {
  const summary = question.text.slice(0, SUMMARY_CHARS);
  const taken = yield { tool: 'take_custom_request', input: { summary } };
  if (taken.ok) return s.pack.phrases.customTaken;
  return yield* answerShopTopic('custom', question, s);
}

/**
 * Nothing is recognised: a name to search for, something the shop has an answer to, a whole question, which the shop can
 * be asked, or plainly not understood.
 */
export function* answerUnknown(question: Question, s: Situation): Answering {
  const { notUnderstood } = s.pack.phrases;
  const words = wordsOf(fold(question.text));
  if (COMMAND.test(question.text) || !words.some(isWord)) return notUnderstood;
  if (words.length <= NAME_WORDS && question.words.nouns.length > 0) {
    const found = yield* answerSearch(question, s);
    if (s.memory.mentioned.length > 0 && found.includes('\n')) return found;
  }
  const known = yield* askKnowledge(question, s);
  if (known !== undefined) return known;
  return canBePassedOn(question, s)
    ? yield* askShop(question.text, s.pack.phrases.askShop)
    : notUnderstood;
}

function canBePassedOn({ text }: Question, { conversation }: Situation): boolean {
  const isWhole = text.includes('?') && wordsOf(text).length >= QUESTION_WORDS;
  return isWhole && offeredName(conversation, 'ask_shop') !== undefined;
}

function* askKnowledge(question: Question, s: Situation): Asking<string | undefined> {
  const query = question.text.slice(0, SUMMARY_CHARS);
  const outcome = yield { tool: 'search_knowledge', input: { query } };
  const answers = outcome.ok ? knowledgeAnswers(outcome.json) : [];
  return answers.length === 0
    ? undefined
    : fill(s.pack.phrases.shopSays, { text: firstOf(answers) });
}

function isWord(word: string): boolean {
  return /\p{L}{2}/u.test(word) && !GIBBERISH_WORD.test(word);
}
