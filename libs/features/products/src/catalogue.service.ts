/** Reading a seller's catalogue: for the API, for the agent's tools, for the workspace. */
import { Injectable } from '@nestjs/common';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { decimalPrice, type Product } from './product.js';
import { ProductsRepository, type ProductQuery } from './products.repository.js';

/** A product in the words of the agent's tools. */
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

@Injectable()
export class CatalogueService {
  constructor(private readonly products: ProductsRepository) {}

  async list(
    sellerId: Id<'sel'>,
    query: ProductQuery,
  ): Promise<{ products: Product[]; total: number }> {
    return this.products.list(sellerId, query);
  }

  /** @throws AppError not_found, for a foreign product too */
  async get(sellerId: Id<'sel'>, id: Id<'prod'>): Promise<Product> {
    const product = await this.products.find(sellerId, id);
    if (product) return product;
    throw new AppError({
      kind: 'not_found',
      code: 'products.not_found',
      message: 'There is no such product.',
    });
  }

  async count(sellerId: Id<'sel'>): Promise<number> {
    return this.products.count(sellerId);
  }

  /** What `search_products` answers. `sellableOnly`: buyers see neither drafts nor inactive listings. */
  async searchForAgent(
    sellerId: Id<'sel'>,
    search: {
      query: string;
      sellableOnly: boolean;
      inStockOnly: boolean;
      maxPrice: number | null;
      limit: number;
    },
  ): Promise<{ products: AgentProduct[]; total: number; asOf: string }> {
    const found = await this.products.list(sellerId, {
      search: search.query,
      state: search.sellableOnly ? 'active' : null,
      limit: 100,
      offset: 0,
    });
    const fitting = found.products
      .filter((product) => search.maxPrice === null || product.priceMinor <= search.maxPrice * 100)
      .filter((product) => !search.inStockOnly || product.quantity !== 0);
    return {
      products: fitting.slice(0, search.limit).map(forAgent),
      total: fitting.length,
      asOf: oldest(fitting),
    };
  }

  /** What `get_product` answers; null when there is no such product for this reader. */
  async getForAgent(
    sellerId: Id<'sel'>,
    id: Id<'prod'>,
    reader: { sellableOnly: boolean },
  ): Promise<{ product: AgentProductDetails; asOf: string } | null> {
    const product = await this.products.find(sellerId, id);
    if (!product || (reader.sellableOnly && ['draft', 'inactive'].includes(product.state)))
      return null;
    return {
      product: {
        ...forAgent(product),
        description: product.description.slice(0, 4_000),
        tags: product.tags,
        variants: product.variants.slice(0, 70).map((variant) => ({
          options: variant.options,
          price: decimalPrice(variant.priceMinor),
          quantity: variant.quantity,
          available: variant.enabled && variant.quantity !== 0,
        })),
      },
      asOf: product.syncedAt.toISOString(),
    };
  }

  /** The catalogue in short form, for the workspace; at most 1,000 products. */
  async compactInventory(sellerId: Id<'sel'>): Promise<unknown> {
    const { products, total } = await this.products.list(sellerId, {
      search: null,
      state: null,
      limit: 1_000,
      offset: 0,
    });
    return { total, products: products.map(forAgent) };
  }
}

function forAgent(product: Product): AgentProduct {
  return {
    id: product.id,
    title: product.title,
    price: decimalPrice(product.priceMinor),
    currency: product.currency,
    quantity: product.quantity,
    inStock: product.state === 'active' && product.quantity !== 0,
    state: product.state,
    url: product.url,
    options: optionLines(product),
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
  return [...values].map(([name, choices]) => `${name}: ${[...choices].slice(0, 30).join(', ')}`);
}

function oldest(products: Product[]): string {
  const times = products.map((product) => product.syncedAt.getTime());
  return new Date(times.length > 0 ? Math.min(...times) : Date.now()).toISOString();
}
