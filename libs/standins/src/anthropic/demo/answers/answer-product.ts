/** Answers about one product that is known by its id: price, stock, variants, details, link. */
import type { Answering, Asking, Situation } from './answering.js';
import { describeProduct } from '../describe-product.js';
import { isInStock, readProduct, type Product } from '../product.schemas.js';
import { choicesText, fill, linkLine, priceText, quoted, stockText } from '../product-text.js';
import type { Question } from '../read-question.js';
import { answerVariant } from './answer-variant.js';
import { askShop } from './pass-on.js';

/** The newest facts about a product, or why there are none. */
type Fresh = { kind: 'fresh'; product: Product } | { kind: 'gone' } | { kind: 'down' };

/** Answers a question about a known product. */
export function* answerProduct(question: Question, remembered: Product, s: Situation): Answering {
  const fresh = yield* lookAt(remembered, s);
  const { phrases } = s.pack;
  if (fresh.kind === 'down') return phrases.catalogueDown;
  if (fresh.kind === 'gone') return fill(phrases.gone, { item: quoted(remembered, s.pack) });
  const { product } = fresh;
  s.memory.mentioned = [product];
  const { colours, sizes } = question.words;
  if (colours.length + sizes.length > 0 && question.intent !== 'details') {
    return yield* answerVariant(question, product, s);
  }
  switch (question.intent) {
    case 'details':
      return describeProduct(question, product, s.pack) ?? (yield* askAbout(question, product, s));
    case 'options':
      return optionsText(product, s);
    case 'link':
      return yield* answerLink(product, s);
    case 'price':
      return sentence(phrases.priceOf, product, s) + linkLine(product);
    default:
      return availability(product, s);
  }
}

/** What the shop has not written down about a product. */
function askAbout(question: Question, product: Product, s: Situation): Answering {
  const missing = fill(s.pack.phrases.detailsMissing, { item: quoted(product, s.pack) });
  return askShop(`${product.title}: ${question.text}`, missing + linkLine(product));
}

/** Whether a product can be bought, in a sentence with price and link. */
function availability(product: Product, s: Situation): string {
  const phrase = isInStock(product) ? s.pack.phrases.stockYes : s.pack.phrases.stockNo;
  return sentence(phrase, product, s) + linkLine(product);
}

/** Fills title, price and stock into a phrase. */
export function sentence(phrase: string, product: Product, s: Situation): string {
  return fill(phrase, {
    item: quoted(product, s.pack),
    price: priceText(product, s.pack),
    stock: stockText(product, s.pack),
  });
}

function* lookAt(remembered: Product, s: Situation): Asking<Fresh> {
  const outcome = yield { tool: 'get_product', input: { id: remembered.id } };
  if (!outcome.ok && outcome.why === 'not_offered') return { kind: 'fresh', product: remembered };
  // The tool tells an unknown id as an error of its own.
  if (!outcome.ok) return { kind: outcome.text.includes('not_found') ? 'gone' : 'down' };
  const product = readProduct(outcome.json);
  if (product === undefined) return { kind: 'gone' };
  s.memory.known.set(product.id, product);
  return { kind: 'fresh', product };
}

function optionsText(product: Product, s: Situation): string {
  const { choices, noChoices } = s.pack.phrases;
  const item = quoted(product, s.pack);
  const options = choicesText(product);
  if (options === '') return fill(noChoices, { item }) + linkLine(product);
  return `${item}: ${fill(choices, { options })}${linkLine(product)}`;
}

function* answerLink(product: Product, s: Situation): Answering {
  const { phrases } = s.pack;
  if (!isInStock(product)) {
    return fill(phrases.stockNo, { item: quoted(product, s.pack) }) + linkLine(product);
  }
  const outcome = yield { tool: 'get_purchase_link', input: { id: product.id } };
  const url = outcome.ok ? /https?:\/\/[^\s"\\]+/.exec(outcome.text)?.[0] : undefined;
  const address = url ?? product.url;
  if (!address) return yield* askShop(`Where can “${product.title}” be bought?`, phrases.askShop);
  return `${sentence(phrases.link, product, s)}\n${address}`;
}
