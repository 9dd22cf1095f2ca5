/** How a product is put into words: title, price, stock, link, lists. */
import type { LanguagePack } from './language-pack.js';
import { isInStock, type Product, type Variant } from './product.schemas.js';

const LONG_TITLE_CHARS = 90;
const SHORT_TITLE_CHARS = 12;
const FEW = 3;
/** Downloads and the like state a stock that means nothing. */
const ENDLESS = 500;
const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};

/** Fills `{name}` places of a phrase. */
export function fill(phrase: string, values: Record<string, string | number>): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The title without entities; a very long one ends at a comma. */
export function displayTitle(product: Product): string {
  const title = product.title
    .replaceAll(/&(?:amp|quot|#39|lt|gt);/g, (e) => ENTITIES[e] ?? e)
    .trim();
  if (title.length <= LONG_TITLE_CHARS) return title;
  const cut = title.slice(0, LONG_TITLE_CHARS);
  const end = Math.max(cut.lastIndexOf(','), cut.lastIndexOf(' |'), cut.lastIndexOf(' - '));
  return end > SHORT_TITLE_CHARS ? cut.slice(0, end) : cut.slice(0, cut.lastIndexOf(' '));
}

/** The title in the quotes of the language. */
export function quoted(product: Product, pack: LanguagePack): string {
  return `${pack.quotes[0]}${displayTitle(product)}${pack.quotes[1]}`;
}

/** An amount with its currency as people of the language write it. */
export function money(
  amount: string | number,
  currency: string | null | undefined,
  pack: LanguagePack,
): string {
  const value = Number(amount);
  if (Number.isNaN(value) || !/^[A-Z]{3}$/.test(currency ?? '')) {
    return `${amount} ${currency ?? ''}`.trim();
  }
  return new Intl.NumberFormat(pack.locale, {
    style: 'currency',
    currency: currency ?? 'USD',
    currencyDisplay: 'narrowSymbol',
  })
    .format(value)
    .replaceAll(/[\u00a0\u202f]/g, ' ');
}

/** The price, or the span of prices of the variants. */
export function priceText(product: Product, pack: LanguagePack): string {
  const variants = product.variants.map((v) => v.price);
  const amounts = (variants.length > 0 ? variants : [product.price, product.priceMax])
    .map((price) => Number(price ?? Number.NaN))
    .filter((n) => !Number.isNaN(n));
  const min = Math.min(...amounts);
  const max = Math.max(...amounts);
  if (amounts.length > 1 && min < max) {
    const [low, high] = [money(min, product.currency, pack), money(max, product.currency, pack)];
    return fill(pack.phrases.priceFrom, { min: low, max: high });
  }
  return product.price ? money(product.price, product.currency, pack) : '?';
}

/** What there is to choose: "Size: Small / Large; Color: Blue"; empty where there is no choice. */
export function choicesText(product: Product): string {
  const choices = new Map<string, Set<string>>();
  for (const { options } of product.variants) {
    for (const [name, value] of Object.entries(options)) {
      choices.set(name, (choices.get(name) ?? new Set()).add(value));
    }
  }
  if (choices.size === 0) return product.options.join('; ');
  return [...choices].map(([name, values]) => `${name}: ${[...values].join(' / ')}`).join('; ');
}

/** The stock of a product in words. */
export function stockText(product: Product, pack: LanguagePack): string {
  return isInStock(product) ? countText(product.quantity, pack) : pack.phrases.soldOut;
}

/** The stock of a variant in words. */
export function variantStockText(variant: Variant, pack: LanguagePack): string {
  return isVariantAvailable(variant) ? countText(variant.quantity, pack) : pack.phrases.soldOut;
}

/** Whether a variant can be bought. */
export function isVariantAvailable(variant: Variant): boolean {
  return variant.available ?? variant.quantity !== 0;
}

/** A numbered list, one product each with price, stock and link. */
export function listText(products: Product[], pack: LanguagePack): string {
  return products
    .map((product, index) => {
      const head = `${index + 1}. ${displayTitle(product)} – ${priceText(product, pack)}, ${stockText(product, pack)}`;
      return product.url ? `${head}\n   ${product.url}` : head;
    })
    .join('\n');
}

/** The link of a product on a line of its own, if it has one. */
export function linkLine(product: Product): string {
  return product.url ? `\n${product.url}` : '';
}

function countText(quantity: number | null | undefined, pack: LanguagePack): string {
  const { inStock, inStockCount, fewLeft } = pack.phrases;
  if (quantity === null || quantity === undefined || quantity <= 0 || quantity > ENDLESS) {
    return inStock;
  }
  return fill(quantity <= FEW ? fewLeft : inStockCount, { n: quantity });
}
