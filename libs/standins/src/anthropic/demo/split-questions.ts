/**
 * Cuts the buyer's messages into questions: one aim each, in the order they were asked.
 * A clause that only adds to the one before ("…, blue, under 30") stays with it.
 */
import { fold, wholeWords, wordsOf } from './fold-text.js';
import type { LanguagePack } from './language-pack.js';
import { isGoodsWord } from './word-families.js';
import { readQuestion, type Question } from './read-question.js';

/** Aims that need no product and can stand beside any other. */
const SMALL_TALK: ReadonlySet<string> = new Set<Question['intent']>([
  'greeting',
  'thanks',
  'bye',
  'howAreYou',
  'introduce',
  'yes',
  'no',
]);
const ABOUT_GOODS: ReadonlySet<string> = new Set<Question['intent']>([
  'goods',
  'have',
  'price',
  'stock',
  'link',
  'options',
  'details',
  'cheapest',
  'cheaper',
  'more',
  'browse',
]);
const SENTENCE_BREAK = '(?<=[.?!…])\\s+|\\n+|;\\s*|,\\s+|\\s+-\\s+';
const MAX_READ_CHARS = 3_000;
const ASIDE_WORDS = 4;
const OPENING_CHARS = 2;
/** A clause of so few words may be an attribute of the goods before. */
const ATTRIBUTE_WORDS = 2;

/** Whether a question is about products. */
export function isAboutGoods(question: Question): boolean {
  return ABOUT_GOODS.has(question.intent);
}

/** Whether a question is only politeness. */
export function isSmallTalk(question: Question): boolean {
  return SMALL_TALK.has(question.intent);
}

/** Whether a message begins with a greeting, whatever follows. */
export function opensWithGreeting(text: string, pack: LanguagePack): boolean {
  const greeting = pack.intents.greeting;
  if (greeting === undefined) return false;
  const at = wholeWords(greeting).exec(fold(text))?.index ?? -1;
  return at >= 0 && at <= OPENING_CHARS;
}

/** All questions of some messages. */
export function splitQuestions(
  messages: string[],
  pack: LanguagePack,
  english: LanguagePack,
): Question[] {
  const read = (text: string): Question => readQuestion(text, pack, english);
  const clauseBreak = new RegExp(`${SENTENCE_BREAK}|\\s+(?:${pack.joints})\\s+`, 'iu');
  const questions = messages.flatMap((message) =>
    questionsOf(message.slice(0, MAX_READ_CHARS).split(clauseBreak), message, read),
  );
  return withoutRepeats(questions);
}

function questionsOf(
  parts: string[],
  message: string,
  read: (text: string) => Question,
): Question[] {
  const clauses = parts.filter((part) => /[\p{L}\p{N}]/u.test(part));
  if (clauses.length <= 1) return [read(message)];
  const questions: Question[] = [];
  for (const clause of clauses) {
    const next = read(clause);
    const last = questions.at(-1);
    if (last !== undefined && isAside(next, last)) continue;
    if (last !== undefined && belongsTo(next, last)) {
      questions[questions.length - 1] = read(`${last.text}, ${clause}`);
    } else questions.push(next);
  }
  return questions;
}

/** "Hi, Anna here", "she loves tea": words beside a question that ask nothing. */
function isAside(next: Question, last: Question): boolean {
  if (next.intent !== 'unknown' || next.text.includes('?')) return false;
  const count = wordsOf(next.text).length;
  if (isSmallTalk(last)) return count <= ASIDE_WORDS;
  return last.intent !== 'unknown' && count > ATTRIBUTE_WORDS && next.words.colours.length === 0;
}

/** Whether a clause only adds to the question before. */
function belongsTo(next: Question, last: Question): boolean {
  if (isSmallTalk(last) || isSmallTalk(next)) return false;
  if (next.intent === 'unknown') return true;
  if (!isAboutGoods(next) || !isAboutGoods(last)) return next.intent === last.intent;
  const isOwnThing =
    next.words.things.some((thing) => isGoodsWord(thing)) &&
    last.words.things.some((thing) => isGoodsWord(thing));
  if (isOwnThing) return false;
  const asksOther = next.intent === 'options' || next.intent === 'details';
  return !asksOther || next.intent === last.intent;
}

/** The same aim with the same words is answered once. */
function withoutRepeats(questions: Question[]): Question[] {
  const seen = new Set<string>();
  return questions.filter((question) => {
    const { query, sizes, maxPrice } = question.words;
    const key = [question.intent, ...query, ...sizes, maxPrice].join(' ');
    const isNew = question.intent === 'unknown' || !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
