/** Reads one clause: what the buyer is after, and what it says about goods. */
import { fold, wholeWords, wordsOf } from './fold-text.js';
import { INTENTS, type Intent, type LanguagePack } from './language-pack.js';
import { readSearchWords, type SearchWords } from './search-words.js';

/** One thing a buyer wants to know. */
export interface Question {
  intent: Intent | 'goods' | 'unknown';
  text: string;
  words: SearchWords;
}

/** Aims whose own words ("dishwasher", "how much") do not name the goods. */
const ASKS_BY_ITS_WORDS: ReadonlySet<string> = new Set<Question['intent']>([
  'details',
  'options',
  'price',
  'stock',
  'link',
  'cheapest',
  'cheaper',
  'more',
  'browse',
]);
/** Courtesies that say nothing where goods are named: "hi blue mug", "are the earrings ok", "no the large one". */
const WEAK: ReadonlySet<string> = new Set<Question['intent']>([
  'yes',
  'no',
  'greeting',
  'howAreYou',
]);
const BARE_GOODS_WORDS = 5;

/** Reads a clause. */
export function readQuestion(text: string, pack: LanguagePack, english: LanguagePack): Question {
  const folded = fold(text);
  const aim = aimOf(folded, pack) ?? (pack.id === 'en' ? undefined : aimOf(folded, english));
  if (aim === undefined || !ASKS_BY_ITS_WORDS.has(aim.intent)) {
    const words = readSearchWords(text, pack, english);
    const isWeak = aim === undefined || (WEAK.has(aim.intent) && namesSomething(words));
    return { intent: isWeak ? guessIntent(text, words) : aim.intent, text: text.trim(), words };
  }
  const words = readSearchWords(text, pack, english, new RegExp(aim.pattern, 'gu'));
  // What is left of a foreign question about "it" is grammar, unless a word is known.
  const isGrammar = pack.id !== 'en' && words.things.length + words.colours.length === 0;
  const goods = isGrammar ? { ...words, query: [], nouns: [], said: '' } : words;
  return { intent: aim.intent, text: text.trim(), words: goods };
}

function aimOf(
  folded: string,
  pack: LanguagePack,
): { intent: Intent; pattern: RegExp } | undefined {
  for (const intent of INTENTS) {
    const alternatives = pack.intents[intent];
    const pattern = alternatives === undefined ? undefined : wholeWords(alternatives);
    if (pattern?.test(folded) === true) return { intent, pattern };
  }
  return undefined;
}

/** A message of pictograms only is a courtesy. */
const PICTOGRAMS = /^[\p{Extended_Pictographic}\p{Emoji_Component}\s]+$/u;

/** A few bare words with a thing, a colour or a price limit among them ask for goods. */
function guessIntent(text: string, words: SearchWords): 'goods' | 'thanks' | 'unknown' {
  if (PICTOGRAMS.test(text) && !/\d/.test(text)) return 'thanks';
  const isShort = wordsOf(fold(text)).length <= BARE_GOODS_WORDS;
  return namesGoods(words) || (isShort && namesAttribute(text, words)) ? 'goods' : 'unknown';
}

function namesSomething({ things, colours, sizes, ordinal }: SearchWords): boolean {
  return things.length + colours.length + sizes.length > 0 || ordinal !== undefined;
}

function namesGoods(words: SearchWords): boolean {
  return words.things.length > 0 || words.maxPrice !== undefined || words.ordinal !== undefined;
}

/** "in blue", "size M", "the crackling one". */
function namesAttribute(text: string, words: SearchWords): boolean {
  const isOneOfThem = words.nouns.length > 0 && /\bones?\b/i.test(text);
  return isOneOfThem || words.colours.length + words.sizes.length > 0;
}
