/** What a list of products may be narrowed to and sorted by. */

/** `low`: fewer than LOW_STOCK_BELOW, but not none. */
export type StockFilter = 'in' | 'low' | 'out';

/** `relevance` without a search is `newest`: what can be bought first, then the latest. */
export type ProductSort = 'relevance' | 'title' | 'price_asc' | 'price_desc' | 'stock_asc';

/** Up to this many left is few. */
export const LOW_STOCK_MAX = 3;

export interface ProductFilter {
  /** Etsy's word; null: all. */
  state: string | null;
  stock: StockFilter | null;
  maxPriceMinor: number | null;
}

export interface ProductQuery extends ProductFilter {
  /** Null or without words: everything. */
  search: string | null;
  /** Whether the last word may be the beginning of one. */
  typing: boolean;
  sort: ProductSort;
  /** By relevance, what can be bought comes first whatever else matches better: for those who want to buy. */
  stockFirst: boolean;
  limit: number;
  offset: number;
}

/** No filter at all. */
export const EVERYTHING: ProductFilter = { state: null, stock: null, maxPriceMinor: null };

/** The WHERE of a filter; `$n` are handed out by `parameter`. */
export function filterSql(
  sellerId: string,
  filter: ProductFilter,
  parameter: (value: unknown) => string,
): string {
  const parts = [`p.seller_id = ${parameter(sellerId)}`, 'p.deleted_at is null'];
  if (filter.state !== null) parts.push(`p.state = ${parameter(filter.state)}`);
  if (filter.stock !== null) parts.push(STOCK_SQL[filter.stock]);
  if (filter.maxPriceMinor !== null) {
    parts.push(`p.price_minor <= ${parameter(filter.maxPriceMinor)}`);
  }
  return parts.join(' and ');
}

const STOCK_SQL: Record<StockFilter, string> = {
  in: `p.shelf = 0`,
  low: `p.shelf = 0 and p.quantity <= ${LOW_STOCK_MAX}`,
  out: `p.shelf = 1`,
};

/** The ORDER BY of a sort; ends in a unique column, so that pages never overlap. */
export const SORT_SQL: Record<ProductSort, string> = {
  relevance: 'p.shelf, p.etsy_id desc',
  title: 'p.title, p.etsy_id',
  price_asc: 'p.price_minor, p.etsy_id',
  price_desc: 'p.price_minor desc, p.etsy_id desc',
  stock_asc: 'p.quantity, p.etsy_id',
};
