/**
 * What the demo model knows of a language: words as data, phrases as templates.
 * Patterns are regular expressions over folded text (lower case, no accents, straight apostrophes);
 * word lists are separated by blanks. Adding a language is adding one folder and one line.
 */

/** The languages of the demo model. */
export type LanguageId = 'en' | 'de' | 'fr' | 'es' | 'it' | 'pt' | 'nl' | 'tr';

/** What a buyer can be after, in the order in which a doubtful sentence is decided. */
export const INTENTS = [
  'inject',
  'complaint',
  'bot',
  'human',
  'order',
  'custom',
  'returns',
  'shipping',
  'payment',
  'discount',
  'giftwrap',
  'wholesale',
  'location',
  'offTopic',
  'link',
  'options',
  'details',
  'cheapest',
  'cheaper',
  'more',
  'price',
  'stock',
  'browse',
  'have',
  'introduce',
  'howAreYou',
  'thanks',
  'bye',
  'greeting',
  'yes',
  'no',
] as const;
/** One aim of a buyer. */
export type Intent = (typeof INTENTS)[number];

/** What the demo model says; `{name}` is filled in. */
export interface Phrases {
  greeting: string;
  /** Before an answer to a message that also greets. */
  hi: string;
  thanks: string;
  bye: string;
  bot: string;
  offTopic: string;
  notUnderstood: string;
  whichProduct: string;
  /** For pictures and voice messages. */
  onlyText: string;
  /** One product: {item} {price} {stock}. */
  foundOne: string;
  foundMany: string;
  /** Several products of the talk again. */
  overview: string;
  /** One product whose price was asked: {item} {price} {stock}. */
  priceOf: string;
  /** {item} {price} {stock}, in stock. */
  stockYes: string;
  /** {item} is sold out. */
  stockNo: string;
  /** {n} more matches. */
  moreToSee: string;
  /** Nothing exact for {query}, alternatives follow. */
  foundNear: string;
  /** Nothing for {query}. */
  foundNone: string;
  /** Nothing more or nothing cheaper. */
  noMore: string;
  noCheaper: string;
  inStock: string;
  /** {n} in stock. */
  inStockCount: string;
  /** Few are left: {n}. */
  fewLeft: string;
  soldOut: string;
  /** {min} to {max}. */
  priceFrom: string;
  /** {item} comes in {option}: {price} {stock}. */
  variantYes: string;
  /** {item} in {option} is sold out. */
  variantSoldOut: string;
  /** {item} does not come in {option}. */
  variantNo: string;
  /** Other products that fit follow. */
  instead: string;
  /** {options} that exist. */
  choices: string;
  /** {item} has no choices in the listing. */
  noChoices: string;
  /** {item}: {text} out of its description. */
  details: string;
  /** The description of {item} does not say. */
  detailsMissing: string;
  /** Buy {item} here. */
  link: string;
  /** {item} cannot be bought any more. */
  gone: string;
  catalogueDown: string;
  askShop: string;
  /** The shop's own words follow: {text}. */
  shopSays: string;
  handedOver: string;
  humanLater: string;
  sorry: string;
  customTaken: string;
  nextQuestion: string;
  tooMany: string;
}

/** A language. */
export interface LanguagePack {
  id: LanguageId;
  /** For prices. */
  locale: string;
  quotes: readonly [string, string];
  /** Frequent words by which the language is told from the others. */
  markers: string;
  intents: Partial<Record<Intent, string>>;
  /** Words that join two clauses; a pattern. */
  joints: string;
  /** Words that point back at a product of the conversation. */
  refers: string;
  /** Words that stand before or after an upper price limit. */
  priceLimit: { before: string; after: string };
  ordinals: Record<string, number>;
  /** Word stems to English colours, sizes and things. */
  colours: Record<string, string>;
  sizes: Record<string, string>;
  things: Record<string, string>;
  /** How many letters may follow a stem. */
  suffixLetters: number;
  /** Words that never name a product. */
  noise: string;
  phrases: Phrases;
}
