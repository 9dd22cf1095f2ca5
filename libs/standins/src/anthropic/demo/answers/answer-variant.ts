/** "Do you have this in blue, size M?": the variants of a product, else other goods that fit. */
import type { Answering, Situation } from './answering.js';
import { findProducts } from '../find-products.js';
import type { Product, Variant } from '../product.schemas.js';
import {
  choicesText,
  displayTitle,
  fill,
  isVariantAvailable,
  linkLine,
  listText,
  money,
  priceText,
  quoted,
  stockText,
  variantStockText,
} from '../product-text.js';
import { readSearchWords } from '../search-words.js';
import type { Question } from '../read-question.js';
import { namesColour, stemsOf } from '../word-families.js';

const SHORT_SIZES: Record<string, string> = { small: 's', medium: 'm', large: 'l' };
const SHOWN_INSTEAD = 3;

/** Answers whether a product comes in the colours and sizes that the question names. */
export function* answerVariant(question: Question, product: Product, s: Situation): Answering {
  const { phrases } = s.pack;
  const item = quoted(product, s.pack);
  const fits = product.variants.filter((variant) => fitsWish(valuesOf(variant, product), question));
  const free = fits.find(isVariantAvailable) ?? fits[0];
  if (free !== undefined) {
    const option = Object.values(free.options).join(', ');
    const phrase = isVariantAvailable(free) ? phrases.variantYes : phrases.variantSoldOut;
    const price = money(free.price ?? product.price ?? '', product.currency, s.pack);
    return (
      fill(phrase, { item, option, price, stock: variantStockText(free, s.pack) }) +
      linkLine(product)
    );
  }
  if (product.variants.length === 0 && fitsWish([product.title, ...product.options], question)) {
    const values = {
      item,
      price: priceText(product, s.pack),
      stock: stockText(product, s.pack),
      option: question.words.saidOptions,
    };
    return fill(phrases.variantYes, values) + linkLine(product);
  }
  return yield* refuseVariant(question, product, s);
}

/** Says that it does not come so, what there is to choose, and what else would fit. */
function* refuseVariant(question: Question, product: Product, s: Situation): Answering {
  const { phrases } = s.pack;
  const { colours } = question.words;
  const option = question.words.saidOptions;
  const no = fill(phrases.variantNo, { item: quoted(product, s.pack), option });
  const options = choicesText(product);
  const choice = options === '' ? '' : ` ${fill(phrases.choices, { options })}`;
  const other = colours.length === 0 ? '' : yield* findInstead(question, product, s);
  return `${no}${choice}${other === '' ? linkLine(product) : other}`;
}

/** The values of a variant; the title too, since the colour often stands there. */
function valuesOf(variant: Variant, product: Product): string[] {
  const values = Object.values(variant.options);
  const hasColour = Object.keys(variant.options).some((name) => /colou?r|finish|glaze/i.test(name));
  return hasColour ? values : [...values, product.title];
}

function fitsWish(values: string[], question: Question): boolean {
  const stems = stemsOf(values.join(' '));
  const bearsSize = (size: string): boolean =>
    stems.has(size) || stems.has(SHORT_SIZES[size] ?? size) || stems.has(longSize(size));
  return (
    question.words.colours.every((colour) => namesColour(stems, colour)) &&
    question.words.sizes.every(bearsSize)
  );
}

function longSize(size: string): string {
  return Object.entries(SHORT_SIZES).find(([, short]) => short === size)?.[0] ?? size;
}

/** Goods of the same kind in the wished colour. */
function* findInstead(question: Question, product: Product, s: Situation): Answering {
  const head = displayTitle(product).split(/,| with | in /)[0] ?? product.title;
  const thing = readSearchWords(head, s.english, s.english).things.at(-1);
  if (thing === undefined) return '';
  const { colours } = question.words;
  const words = {
    ...question.words,
    nouns: [thing],
    things: [thing],
    sizes: [],
    query: [...colours, thing],
  };
  const found = yield* findProducts(words, s);
  if (found.kind === 'down') return '';
  const others = found.exact.filter((other) => other.id !== product.id).slice(0, SHOWN_INSTEAD);
  if (others.length === 0) return '';
  s.memory.mentioned = others;
  return `\n\n${s.pack.phrases.instead}\n${listText(others, s.pack)}`;
}
