/** A product in the words of the agent's tools. */
import type { Id } from '#platform/ids';
import { decimalPrice } from './decimal-price.js';
import { isInStock, type Product } from './product.js';

const DESCRIPTION_CHARS = 4_000;
const VARIANTS = 70;
const CHOICES = 30;

/** As `search_products` lists it. */
export interface AgentProduct {
  id: Id<'prod'>;
  title: string;
  price: string;
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
}

export function presentForAgent(product: Product): AgentProduct {
  return {
    id: product.id,
    title: product.title,
    price: decimalPrice(product.priceMinor, product.currency),
    currency: product.currency,
    quantity: product.quantity,
    inStock: isInStock(product),
    state: product.state,
    url: product.url,
    options: optionLines(product),
  };
}

export function presentDetailsForAgent(product: Product): AgentProductDetails {
  return {
    ...presentForAgent(product),
    description: product.description.slice(0, DESCRIPTION_CHARS),
    tags: product.tags,
    variants: product.variants.slice(0, VARIANTS).map((variant) => ({
      options: variant.options,
      price: decimalPrice(variant.priceMinor, product.currency),
      quantity: variant.quantity,
      available: product.state === 'active' && variant.enabled && variant.quantity !== 0,
    })),
  };
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
  return [...values].map(
    ([name, choices]) => `${name}: ${[...choices].slice(0, CHOICES).join(', ')}`,
  );
}
