/** Answers about goods: search, several products at once, cheaper ones, more of them. */
import type { Answering, Situation } from './answering.js';
import { answerProduct, sentence } from './answer-product.js';
import { findCheapest, justBelow } from '../find-cheapest.js';
import { findProducts, type FoundProducts } from '../find-products.js';
import { findSubject } from '../find-subject.js';
import type { Product } from '../product.schemas.js';
import { isInStock } from '../product.schemas.js';
import { fill, linkLine, listText } from '../product-text.js';
import { readSearchWords, type SearchWords } from '../search-words.js';
import type { Question } from '../read-question.js';

const SHOWN = 3;
/** Aims that want the facts of one product, also when it must be searched for first. */
const ABOUT_ONE: ReadonlySet<string> = new Set(['options', 'details', 'link']);

/** Answers a question about goods. */
export function* answerGoods(question: Question, s: Situation): Answering {
  if (question.intent === 'browse' && question.words.nouns.length === 0) {
    return yield* answerBrowse(question, s);
  }
  if (question.intent === 'cheapest') return yield* answerCheapest(question, s);
  if (question.intent === 'cheaper') return yield* answerCheaper(question, s);
  if (question.intent === 'more') return yield* answerMore(question, s);
  const subject = findSubject(question, s.memory);
  switch (subject.kind) {
    case 'known':
      return yield* answerProduct(question, subject.product, s);
    case 'several':
      return severalText(question, subject.products, s);
    case 'search':
      return yield* answerSearch(question, s);
    case 'nothing':
      return s.pack.phrases.whichProduct;
  }
}

/** Searches and shows what was found, or says plainly that there is nothing. */
export function* answerSearch(question: Question, s: Situation): Answering {
  const words = completed(question.words, s);
  const found = yield* findProducts(words, s);
  if (found.kind === 'down') return s.pack.phrases.catalogueDown;
  const best = found.exact[0];
  if (best === undefined) return nearText(found, words.said, s);
  const onlyOne = found.exact.length === 1;
  if (isAboutBest(question, words, onlyOne)) return yield* answerProduct(question, best, s);
  if (onlyOne) return oneText(question, best, s);
  s.memory.mentioned = found.exact.slice(0, SHOWN);
  return manyText(found.exact, s, found.total);
}

/** Whether the best of what was found is looked at closely: its sizes, its details, its link. */
function isAboutBest(question: Question, words: SearchWords, onlyOne: boolean): boolean {
  if (words.sizes.length > 0 || question.intent === 'details') return true;
  if (!ABOUT_ONE.has(question.intent)) return false;
  return onlyOne || (words.nouns.length > 1 && !asksColours(question));
}

/** Where each colour is a listing of its own, colours are told by a list. */
function asksColours(question: Question): boolean {
  const isOptions = question.intent === 'options';
  return isOptions && /colou?r|farb|couleur|colori|\bcor(?:es)?\b|kleur|renk/i.test(question.text);
}

/** Words without attributes: what is looked for is of the same kind, not the same. */
function ofTheKind(words: SearchWords): SearchWords {
  if (words.things.length === 0) return words;
  return { ...words, nouns: words.things, query: [...words.colours, ...words.things] };
}

/** "In blue?" after a search for mugs means blue mugs. */
function completed(words: SearchWords, s: Situation): SearchWords {
  if (words.nouns.length > 0 || s.memory.lastQuery === undefined) return words;
  const last = readSearchWords(s.memory.lastQuery, s.english, s.english);
  const colours = words.colours.length > 0 ? words.colours : last.colours;
  const query = [...colours, ...last.nouns];
  const said = words.said === '' ? query.join(' ') : `${words.said} ${last.nouns.join(' ')}`;
  return { ...words, nouns: last.nouns, things: last.things, colours, query, said };
}

function oneText(question: Question, product: Product, s: Situation): string {
  s.memory.mentioned = [product];
  const { phrases } = s.pack;
  if (!isInStock(product)) return sentence(phrases.stockNo, product, s) + linkLine(product);
  const phrase = question.intent === 'price' ? phrases.priceOf : phrases.foundOne;
  return sentence(phrase, product, s) + linkLine(product);
}

function manyText(products: Product[], s: Situation, total = products.length): string {
  const { phrases } = s.pack;
  const rest = total - SHOWN;
  const more = rest > 0 ? `\n\n${fill(phrases.moreToSee, { n: rest })}` : '';
  return `${phrases.foundMany}\n${listText(products.slice(0, SHOWN), s.pack)}${more}`;
}

function nearText(
  found: Extract<FoundProducts, { kind: 'found' }>,
  query: string,
  s: Situation,
): string {
  const { phrases } = s.pack;
  const near = found.near.slice(0, SHOWN);
  if (near.length === 0) return fill(phrases.foundNone, { query });
  s.memory.mentioned = near;
  return `${fill(phrases.foundNear, { query })}\n${listText(near, s.pack)}`;
}

/** Several products are meant: their facts again, or the question which one. */
function severalText(question: Question, products: Product[], s: Situation): string {
  const shown = products.slice(0, SHOWN);
  s.memory.mentioned = shown;
  const list = listText(shown, s.pack);
  const asksWhich = ABOUT_ONE.has(question.intent) || question.words.sizes.length > 0;
  return `${asksWhich ? s.pack.phrases.whichProduct : s.pack.phrases.overview}\n${list}`;
}

function* answerBrowse(question: Question, s: Situation): Answering {
  const found = yield* findProducts(question.words, s);
  if (found.kind === 'down') return s.pack.phrases.catalogueDown;
  const shown = found.exact.filter(isInStock);
  if (shown.length === 0) return s.pack.phrases.whichProduct;
  s.memory.mentioned = shown.slice(0, SHOWN);
  return manyText(shown, s, found.total);
}

function* answerCheaper(question: Question, s: Situation): Answering {
  const prices = s.memory.mentioned.map((product) => Number(product.price)).filter((n) => n > 0);
  if (prices.length === 0 && question.words.nouns.length === 0) return s.pack.phrases.whichProduct;
  const isNewSearch = prices.length === 0 || question.words.nouns.length > 0;
  const maxPrice = isNewSearch ? undefined : justBelow(Math.min(...prices));
  const limited = { ...question.words, maxPrice: question.words.maxPrice ?? maxPrice };
  const words = ofTheKind(completed(limited, s));
  const found = yield* findProducts(words, s);
  if (found.kind === 'down') return s.pack.phrases.catalogueDown;
  const fit = found.exact.toSorted((a, b) => Number(a.price) - Number(b.price));
  if (fit.length === 0) return s.pack.phrases.noCheaper;
  s.memory.mentioned = fit.slice(0, SHOWN);
  return manyText(fit, s);
}

function* answerCheapest(question: Question, s: Situation): Answering {
  const words = ofTheKind(completed({ ...question.words, inStockOnly: true }, s));
  const found = yield* findCheapest(words, s);
  if (found.kind === 'down') return s.pack.phrases.catalogueDown;
  const [first] = found.products;
  if (first === undefined) return fill(s.pack.phrases.foundNone, { query: words.said });
  s.memory.mentioned = found.isSure ? [first] : found.products.slice(0, SHOWN);
  if (!found.isSure) return manyText(found.products, s);
  return sentence(s.pack.phrases.priceOf, first, s) + linkLine(first);
}

function* answerMore(question: Question, s: Situation): Answering {
  const seen = new Set(s.memory.mentioned.map((product) => product.id));
  if (seen.size === 0 && question.words.nouns.length === 0) return yield* answerBrowse(question, s);
  const found = yield* findProducts(completed(question.words, s), s);
  if (found.kind === 'down') return s.pack.phrases.catalogueDown;
  const fresh = found.exact.filter((product) => !seen.has(product.id));
  if (fresh.length === 0) return s.pack.phrases.noMore;
  s.memory.mentioned = fresh.slice(0, SHOWN);
  return manyText(fresh, s);
}
