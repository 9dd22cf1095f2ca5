/** A product in the words of the agent's tools. */
import type { Id } from '#platform/ids';
import { decimalPrice } from './decimal-price.js';
import type { ProductVariant } from './product.entity.js';
import { isInStock, type Product } from './product.js';
import { isMeant } from './variant-options.js';

const DESCRIPTION_CHARS = 4_000;
const VARIANTS = 70;
const CHOICES = 30;

/** As `search_products` lists it. */
export interface AgentProduct {
  id: Id<'prod'>;
  title: string;
  /** Of the cheapest variant. */
  price: string;
  /** Of the dearest variant that is offered; absent when none costs more than `price`. */
  priceMax?: string;
  currency: string;
  quantity: number | null;
  inStock: boolean;
  state: string;
  url: string;
  options: string[];
}

/** As `get_product` shows it. */
export interface AgentProductDetails extends AgentProduct {
  description: string;
  tags: string[];
  variants: {
    options: Record<string, string>;
    price: string;
    quantity: number | null;
    available: boolean;
  }[];
  /** Variants that are not listed here; absent: none. They are told by their options. */
  moreVariants?: number;
}

export function presentForAgent(product: Product): AgentProduct {
  return {
    id: product.id,
    title: product.title,
    price: decimalPrice(product.priceMinor, product.currency),
    ...priceMaxOf(product),
    currency: product.currency,
    quantity: product.quantity,
    inStock: isInStock(product),
    state: product.state,
    url: product.url,
    options: optionLines(product),
  };
}

/** @param options of the variants that are asked for; null, or such as no variant has: all of them */
export function presentDetailsForAgent(
  product: Product,
  options: Record<string, string> | null = null,
): AgentProductDetails {
  const meant = product.variants.filter((variant) => isMeant(variant.options, options));
  const variants = meant.length > 0 ? meant : product.variants;
  const more = variants.length - VARIANTS;
  return {
    ...presentForAgent(product),
    description: shortened(product.description),
    tags: product.tags,
    variants: variants.slice(0, VARIANTS).map((variant) => ({
      options: variant.options,
      price: decimalPrice(variant.priceMinor, product.currency),
      quantity: variant.quantity,
      available: isAvailable(product, variant),
    })),
    ...(more > 0 && { moreVariants: more }),
  };
}

function isAvailable({ state }: Product, { enabled, quantity }: ProductVariant): boolean {
  return state === 'active' && enabled && quantity !== 0;
}

function priceMaxOf({ variants, priceMinor, currency }: Product): { priceMax?: string } {
  const offered = variants.filter((variant) => variant.enabled);
  const dearest = Math.max(priceMinor, ...offered.map((variant) => variant.priceMinor));
  return dearest > priceMinor ? { priceMax: decimalPrice(dearest, currency) } : {};
}

/** What is cut says so: it is not to be taken for all that the shop says. */
function shortened(description: string): string {
  return description.length <= DESCRIPTION_CHARS
    ? description
    : `${description.slice(0, DESCRIPTION_CHARS)}… (the rest stands in the listing)`;
}

/** "Color: Blue, Green" for every option of the variants that are offered. */
function optionLines(product: Product): string[] {
  const values = new Map<string, Set<string>>();
  for (const variant of product.variants) {
    if (!variant.enabled) continue;
    for (const [name, value] of Object.entries(variant.options)) {
      values.set(name, (values.get(name) ?? new Set()).add(value));
    }
  }
  return [...values].map(([name, choices]) => {
    const more = choices.size - CHOICES;
    const shown = [...choices].slice(0, CHOICES).join(', ');
    return `${name}: ${shown}${more > 0 ? ` and ${more} more` : ''}`;
  });
}
