/** Reading a seller's catalogue: for the API, for the agent's tools, for the workspace. */
import { Injectable } from '@nestjs/common';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import type { ProductPage } from '../search/product-pages.service.js';
import { EVERYTHING, type ProductQuery } from '../search/product-query.js';
import { ProductSearchService } from '../search/product-search.service.js';
import {
  presentForAgent,
  type AgentProduct,
  type AgentProductDetails,
  presentDetailsForAgent,
} from './agent-product.js';
import { minorPrice } from './decimal-price.js';
import type { Product } from './product.js';
import { ProductsRepository } from './products.repository.js';

/** What is or was on sale. Every other state is the seller's business, one that nobody has heard of too. */
const SHOWN_TO_BUYERS: ReadonlySet<string> = new Set(['active', 'sold_out', 'expired']);
const INVENTORY_PRODUCTS = 1_000;

/** How an agent's tool searches. */
export interface AgentSearch {
  query: string;
  /** Buyers see neither drafts nor inactive listings. */
  sellableOnly: boolean;
  inStockOnly: boolean;
  /** In the shop's currency; null: any. */
  maxPrice: number | null;
  limit: number;
}

/** How an agent's tool looks at one product. */
export interface AgentReader {
  sellableOnly: boolean;
  /** Of the variants that are asked for; absent: all. */
  options?: Record<string, string> | undefined;
}

@Injectable()
export class CatalogueService {
  constructor(
    private readonly products: ProductsRepository,
    private readonly search: ProductSearchService,
  ) {}

  async list(sellerId: Id<'sel'>, query: ProductQuery): Promise<ProductPage> {
    return this.search.find(sellerId, query);
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

  /** As {@link get}, but null. */
  async find(sellerId: Id<'sel'>, id: Id<'prod'>): Promise<Product | null> {
    return this.products.find(sellerId, id);
  }

  async count(sellerId: Id<'sel'>): Promise<number> {
    return this.search.count(sellerId);
  }

  /** The products an agent's search finds: what is in stock first. */
  async findForAgent(sellerId: Id<'sel'>, search: AgentSearch): Promise<ProductPage> {
    return this.search.find(sellerId, {
      ...EVERYTHING,
      search: search.query,
      typing: false,
      state: search.sellableOnly ? 'active' : null,
      stock: search.inStockOnly ? 'in' : null,
      maxPriceMinor: await this.maxPriceMinor(sellerId, search.maxPrice),
      sort: 'relevance',
      stockFirst: true,
      limit: search.limit,
      offset: 0,
    });
  }

  /** What `search_products` answers. */
  async searchForAgent(
    sellerId: Id<'sel'>,
    search: AgentSearch,
  ): Promise<{ products: AgentProduct[]; total: number; asOf: string }> {
    return presentSearch(await this.findForAgent(sellerId, search));
  }

  /** What `get_product` answers; null when there is no such product for this reader. */
  async getForAgent(
    sellerId: Id<'sel'>,
    id: Id<'prod'>,
    reader: AgentReader,
  ): Promise<{ product: AgentProductDetails; asOf: string } | null> {
    const product = await this.products.find(sellerId, id);
    if (!product || (reader.sellableOnly && !SHOWN_TO_BUYERS.has(product.state))) return null;
    return {
      product: presentDetailsForAgent(product, reader.options),
      asOf: product.syncedAt.toISOString(),
    };
  }

  /** The catalogue in short form, for the workspace; at most 1,000 products. */
  async compactInventory(sellerId: Id<'sel'>): Promise<unknown> {
    const { products, total } = await this.search.find(sellerId, {
      ...EVERYTHING,
      search: null,
      typing: false,
      sort: 'relevance',
      stockFirst: true,
      limit: INVENTORY_PRODUCTS,
      offset: 0,
    });
    return { total, products: products.map(presentForAgent) };
  }

  /** What the seller should look at: how many are low, sold out or expired, with the first of each. */
  async stockReport(sellerId: Id<'sel'>): Promise<StockReport> {
    const [low, soldOut, expired] = await Promise.all([
      this.section(sellerId, { ...EVERYTHING, stock: 'low' }),
      this.section(sellerId, { ...EVERYTHING, stock: 'out' }),
      this.section(sellerId, { ...EVERYTHING, state: 'expired' }),
    ]);
    return { low, soldOut, expired };
  }

  private async section(
    sellerId: Id<'sel'>,
    filter: typeof EVERYTHING,
  ): Promise<{ total: number; products: AgentProduct[] }> {
    const page = await this.search.find(sellerId, {
      ...filter,
      search: null,
      typing: false,
      sort: 'stock_asc',
      stockFirst: true,
      limit: 20,
      offset: 0,
    });
    return { total: page.total, products: page.products.map(presentForAgent) };
  }

  /** A shop has one currency; without products any will do. */
  private async maxPriceMinor(
    sellerId: Id<'sel'>,
    maxPrice: number | null,
  ): Promise<number | null> {
    if (maxPrice === null) return null;
    return minorPrice(maxPrice, (await this.products.currencyOf(sellerId)) ?? 'USD');
  }
}

/** Products that need the seller's eye. */
export interface StockReport {
  low: { total: number; products: AgentProduct[] };
  soldOut: { total: number; products: AgentProduct[] };
  expired: { total: number; products: AgentProduct[] };
}

/** A page as `search_products` answers it; `asOf` is the age of its oldest product. */
export function presentSearch({ products, total }: ProductPage): {
  products: AgentProduct[];
  total: number;
  asOf: string;
} {
  const times = products.map((product) => product.syncedAt.getTime());
  const asOf = new Date(times.length > 0 ? Math.min(...times) : Date.now()).toISOString();
  return { products: products.map(presentForAgent), total, asOf };
}
