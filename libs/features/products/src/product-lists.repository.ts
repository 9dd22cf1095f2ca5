/**
 * SQL that reads lists of products. A search never sorts more rows than RANKED: what is more common than that is read in
 * shelf order from an index until the page is full, and counted up to COUNTED. Matches in title, tags or codes come
 * first, and most pages are full of them: then the descriptions are only looked at to count.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { PRODUCT_COLUMNS } from './product-columns.js';
import { filterSql, SORT_SQL, type ProductFilter, type ProductQuery } from './product-query.js';
import type { Product } from './product.js';
import { textQuerySql, type TextQuery } from './text-query.js';

/** Matches beyond this are not counted one by one. */
export const COUNTED = 10_000;
/** More matches than this are not ranked. */
export const RANKED = 2_000;
/** Rows from the front of the shelves that are looked at before the index is: a word of every eighth fills a page there. */
const FRONT = 400;
/** From so many products on, what is that common is too common to be ranked. */
const BIG_SHOP = 10 * RANKED;

/** Matches in title, tags or codes. */
export interface HeadlineMatches {
  /** How many, at most RANKED + 1. */
  headline: number;
  /** How many of those counted can be bought: at least so many are there. */
  buyable: number;
  /** The page, if these alone fill it and are few enough to be ranked; else null. */
  products: Product[] | null;
}

@Injectable()
export class ProductListsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async count(sellerId: Id<'sel'>, filter: ProductFilter): Promise<number> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, filter, parameter);
    const counted = await row<{ total: number }>(
      this.dataSource,
      `select count(*)::int as total from products p where ${where}`,
      parameters,
    );
    return counted?.total ?? 0;
  }

  /** A page of everything that fits the filter. */
  async list(sellerId: Id<'sel'>, query: ProductQuery): Promise<Product[]> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, query, parameter);
    return this.pageOf(
      `select p.id from products p where ${where} order by ${SORT_SQL[query.sort]}
        limit ${parameter(query.limit)} offset ${parameter(query.offset)}`,
      SORT_SQL[query.sort],
      parameters,
    );
  }

  /**
   * The page of a word so common that the front of the shelves fills it; null when it is not, or the shop is not big.
   * Spares reading a list of a hundred thousand from the index.
   */
  async listCommon(
    sellerId: Id<'sel'>,
    query: ProductQuery,
    text: TextQuery,
  ): Promise<Product[] | null> {
    const need = needOf(query);
    if (text.groups.length > 1 || need > FRONT) return null;
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, query, parameter);
    const front = `select f.* from products f where f.seller_id = $1 and f.deleted_at is null
                    order by f.shelf, f.etsy_id desc`;
    const found = await rows<Product>(
      this.dataSource,
      `with x as materialized (
         select p.id, p.etsy_id, p.shelf from (${front} limit ${FRONT}) p
          where ${where} and p.headline @@ ${textQuerySql(text, parameter)}
          order by p.shelf, p.etsy_id desc limit ${need})
       select ${PRODUCT_COLUMNS} from x join products p on p.id = x.id
         left join catalogues c on c.seller_id = p.seller_id
        where (select count(*) ${query.stockFirst ? 'filter (where shelf = 0)' : ''} from x) = ${need}
          and exists (select 1 from products b where b.seller_id = $1 and b.deleted_at is null offset ${BIG_SHOP})
        order by x.shelf, x.etsy_id desc limit ${parameter(query.limit)} offset ${parameter(query.offset)}`,
      parameters,
    );
    return found.length > 0 ? found : null;
  }

  /** All matches, at most COUNTED + 1. */
  async countMatches(sellerId: Id<'sel'>, filter: ProductFilter, text: TextQuery): Promise<number> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, filter, parameter);
    const q = textQuerySql(text, parameter);
    const counted = await row<{ total: number }>(
      this.dataSource,
      `select count(*)::int as total
         from (select 1 from products p where ${where} and p.words @@ ${q} limit ${COUNTED + 1}) m`,
      parameters,
    );
    return counted?.total ?? 0;
  }

  /** What matches in title, tags or codes, and the page when nothing else is needed for it. */
  async listHeadline(
    sellerId: Id<'sel'>,
    query: ProductQuery,
    text: TextQuery,
  ): Promise<HeadlineMatches> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, query, parameter);
    const q = textQuerySql(text, parameter);
    const page = `limit ${parameter(query.limit)} offset ${parameter(query.offset)}`;
    const enough = `${query.stockFirst ? 't.buyable' : 't.headline'} >= ${needOf(query)}`;
    const found = await rows<Product & { headline: number; buyable: number }>(
      this.dataSource,
      `with m as materialized (
         select p.id, p.etsy_id, p.shelf, p.headline as found
           from products p where ${where} and p.headline @@ ${q} limit ${RANKED + 1}),
       t as (select count(*)::int as headline, (count(*) filter (where shelf = 0))::int as buyable from m),
       x as (select m.id, m.etsy_id, m.shelf, 1 as tier, ts_rank(m.found, ${q}) as rank from m, t where t.headline <= ${RANKED} and ${enough} order by tier, shelf, rank desc, etsy_id desc ${page})
       select t.headline, t.buyable, ${PRODUCT_COLUMNS} from t left join x on true left join products p on p.id = x.id
         left join catalogues c on c.seller_id = p.seller_id order by ${matchOrder(query, 'x')}`,
      parameters,
    );
    const { headline, buyable } = found[0] ?? { headline: 0, buyable: 0 };
    const products = found
      .filter((one) => one.id !== null)
      .map(({ headline: _headline, buyable: _buyable, ...product }) => product);
    return { headline, buyable, products: products.length > 0 ? products : null };
  }

  /** The page and the total at once, when there are few matches; null when there are more than RANKED. */
  async listFew(
    sellerId: Id<'sel'>,
    query: ProductQuery,
    text: TextQuery,
  ): Promise<{ products: Product[]; total: number } | null> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, query, parameter);
    const q = textQuerySql(text, parameter);
    const page = `limit ${parameter(query.limit)} offset ${parameter(query.offset)}`;
    const found = await rows<Product & { matches: number }>(
      this.dataSource,
      `with m as materialized (
         select p.id, p.etsy_id, p.shelf, case when p.headline @@ ${q} then 1 else 2 end as tier,
                case when p.headline @@ ${q} then ts_rank(p.headline, ${q}) else 0 end as rank
           from products p where ${where} and p.words @@ ${q} limit ${RANKED + 1}),
       t as (select count(*)::int as matches from m),
       x as (select m.* from m, t where t.matches <= ${RANKED} order by ${matchOrder(query, 'm')} ${page})
       select t.matches, ${PRODUCT_COLUMNS} from t left join x on true left join products p on p.id = x.id
         left join catalogues c on c.seller_id = p.seller_id order by ${matchOrder(query, 'x')}`,
      parameters,
    );
    const total = found[0]?.matches ?? 0;
    if (total > RANKED) return null;
    const products = found
      .filter((one) => one.id !== null)
      .map(({ matches: _matches, ...product }) => product);
    return { products, total };
  }

  /** A page of matches: title before description, what can be bought first, then by rank. */
  async listMatches(
    sellerId: Id<'sel'>,
    query: ProductQuery,
    text: TextQuery,
    counts: Pick<HeadlineMatches, 'headline' | 'buyable'> & { total: number },
  ): Promise<Product[]> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, query, parameter);
    const q = textQuerySql(text, parameter);
    const limit = `limit ${parameter(query.limit)} offset ${parameter(query.offset)}`;
    if (query.sort !== 'relevance') {
      const order = SORT_SQL[query.sort];
      const picked = `select p.id from products p where ${where} and p.words @@ ${q} order by ${order} ${limit}`;
      return this.pageOf(picked, order, parameters);
    }
    const need = needOf(query);
    const walk = counts.headline > RANKED && counts.buyable >= need;
    const tiers = [headlineTier(where, q, { walk, rank: counts.headline <= RANKED, need })];
    const enough = query.stockFirst ? counts.buyable : counts.headline;
    if (enough < need) tiers.push(wordsTier(where, q, counts.total > COUNTED, need));
    return this.pageOf(
      `select id, etsy_id, shelf, tier, rank from (${tiers.join(' union all ')}) t
        order by ${matchOrder(query, 't')} ${limit}`,
      matchOrder(query, 'x'),
      parameters,
    );
  }

  /** Ids are picked first and the wide rows fetched for the page only. */
  private async pageOf(picked: string, order: string, parameters: unknown[]): Promise<Product[]> {
    return rows(
      this.dataSource,
      `select ${PRODUCT_COLUMNS} from (${picked}) x join products p on p.id = x.id
         left join catalogues c on c.seller_id = p.seller_id order by ${order}`,
      parameters,
    );
  }
}

function needOf({ offset, limit }: ProductQuery): number {
  return offset + limit;
}

/** Of rows with shelf, tier, rank and etsy_id. */
function matchOrder({ stockFirst }: ProductQuery, of: string): string {
  const [first, second] = stockFirst ? ['shelf', 'tier'] : ['tier', 'shelf'];
  return `${of}.${first}, ${of}.${second}, ${of}.rank desc, ${of}.etsy_id desc`;
}

function headlineTier(
  where: string,
  q: string,
  how: { walk: boolean; rank: boolean; need: number },
): string {
  const rank = how.rank ? `ts_rank(p.headline, ${q})` : '0::real';
  const columns = `p.id, p.etsy_id, p.shelf, 1 as tier, ${rank} as rank`;
  // `is true` keeps the planner from the word index: so common a word is met soon enough in shelf order.
  return how.walk
    ? `(select ${columns} from products p where ${where} and (p.headline @@ ${q}) is true
         order by p.shelf, p.etsy_id desc limit ${how.need})`
    : `(select ${columns} from products p where ${where} and p.headline @@ ${q})`;
}

function wordsTier(where: string, q: string, common: boolean, need: number): string {
  const match = common ? `(p.words @@ ${q}) is true` : `p.words @@ ${q}`;
  const matches = `select p.id, p.etsy_id, p.shelf, 2 as tier, 0::real as rank from products p
                    where ${where} and ${match} and not (p.headline @@ ${q})`;
  // `offset 0`: a limit in sight would tempt the planner to walk all shelves for a word that is hardly there.
  return common
    ? `(${matches} order by p.shelf, p.etsy_id desc limit ${need})`
    : `(select * from (${matches} offset 0) m order by shelf, etsy_id desc limit ${need})`;
}

function newParameters(): { parameters: unknown[]; parameter: (value: unknown) => string } {
  const parameters: unknown[] = [];
  return {
    parameters,
    parameter: (value) => {
      parameters.push(value);
      return `$${parameters.length}`;
    },
  };
}
