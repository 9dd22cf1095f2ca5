/**
 * SQL of the search. Few matches are read from the index and ranked all at once. What is common is read in shelf order
 * until there is enough, or, when that would take longer, from the index and then put into shelf order; both give the
 * same list.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PLANNED_EACH_TIME, row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { PRODUCT_COLUMNS } from '../catalogue/product-columns.js';
import type { Product } from '../catalogue/product.js';
import { filterSql, SORT_SQL, type ProductFilter, type ProductQuery } from './product-query.js';
import { newParameters } from './sql-parameters.js';
import { tsqueryText, type TextQuery } from './text-query.js';
import type { Place } from './word-counts.js';

/** Matches beyond this are not counted one by one. */
export const COUNTED = 10_000;
/** More matches than this are not read to rank them. */
export const RANKED = 2_000;

/** A match, with what it is ordered by. */
export interface Match {
  id: Id<'prod'>;
  shelf: number;
  etsyId: string;
}

/** A page of a search and how many matches there are; `matches` is at most RANKED + 1. */
export interface RankedPage {
  products: Product[];
  matches: number;
}

type Parameter = (value: unknown) => string;

@Injectable()
export class ProductMatchesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The page out of at most RANKED matches, those in the title first, then those in tags. */
  async listFew(sellerId: Id<'sel'>, query: ProductQuery, text: TextQuery): Promise<RankedPage> {
    const { parameters, parameter } = newParameters();
    const any = anywhere(text, parameter);
    const rank = `case when p.headline @@ ${titled(text, parameter)} then 1 when p.headline @@ ${any} then 2 else 3 end`;
    return this.listRanked(sellerId, query, { any, rank, parameters, parameter });
  }

  /**
   * The page out of at most RANKED listings that match any of `text`; those come first whose titles and tags have the
   * most of `wanted`, each worth its weight.
   */
  async listAny(
    sellerId: Id<'sel'>,
    query: ProductQuery,
    text: TextQuery,
    wanted: readonly { text: TextQuery; weight: number }[],
  ): Promise<RankedPage> {
    const { parameters, parameter } = newParameters();
    const any = anywhere(text, parameter);
    const worth = wanted.map(
      (one) =>
        `case when p.headline @@ ${anywhere(one.text, parameter)} then ${parameter(one.weight)}::real else 0 end`,
    );
    return this.listRanked(sellerId, query, {
      any,
      rank: `-(${worth.join(' + ')})`,
      parameters,
      parameter,
    });
  }

  private async listRanked(
    sellerId: Id<'sel'>,
    query: ProductQuery,
    by: { any: string; rank: string; parameters: unknown[]; parameter: Parameter },
  ): Promise<RankedPage> {
    const { parameter } = by;
    const where = filterSql(sellerId, query, parameter);
    const page = `limit ${parameter(query.limit)} offset ${parameter(query.offset)}`;
    const order = query.stockFirst ? 'x.shelf, x.rank' : 'x.rank, x.shelf';
    const found = await rows<Product & { matches: number }>(
      this.dataSource,
      `with m as materialized (
         select p.id, p.etsy_id, p.shelf, ${by.rank} as rank
           from products p where ${where} and p.words @@ ${by.any} limit ${RANKED + 1}),
       t as (select count(*)::int as matches from m),
       x as (select x.* from m x order by ${order}, x.etsy_id desc ${page})
       select t.matches, ${PRODUCT_COLUMNS} from t left join x on true left join products p on p.id = x.id
         left join catalogues c on c.seller_id = p.seller_id order by ${order}, x.etsy_id desc`,
      by.parameters,
    );
    const products = found
      .filter((one) => one.id !== null)
      .map(({ matches: _matches, ...product }) => product);
    return { products, matches: found[0]?.matches ?? 0 };
  }

  /**
   * The first `need` matches of a place that are not in a better one, in shelf order.
   *
   * @param walked look only at so many listings from the front of the shelves; null: at all, by the index
   */
  async listPlace(
    sellerId: Id<'sel'>,
    filter: ProductFilter,
    text: TextQuery,
    at: { place: Place; need: number; walked: number | null },
  ): Promise<Match[]> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, filter, parameter);
    const match = placeSql(at.place, text, parameter);
    const order = `p.shelf, p.etsy_id desc`;
    // `offset 0`: a limit in sight would tempt the planner to walk all shelves for a word that is hardly there.
    const candidates =
      at.walked === null
        ? `select p.id, p.shelf, p.etsy_id from products p where ${where} and ${match} offset 0`
        : `select p.id, p.shelf, p.etsy_id
             from (select f.* from products f where f.seller_id = $1 and f.deleted_at is null
                    order by f.shelf, f.etsy_id desc limit ${parameter(at.walked)}) p
            where ${where} and ${match}`;
    return rows(
      this.dataSource,
      `${PLANNED_EACH_TIME} select p.* from (${candidates}) p order by ${order} limit ${parameter(at.need)}`,
      parameters,
    );
  }

  /** @param common most listings match, so that they are met sooner one by one than in the index @returns at most COUNTED + 1 */
  async count(
    sellerId: Id<'sel'>,
    filter: ProductFilter,
    text: TextQuery,
    common: boolean,
  ): Promise<number> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, filter, parameter);
    const match = `p.words @@ ${anywhere(text, parameter)}`;
    const counted = await row<{ total: number }>(
      this.dataSource,
      `${PLANNED_EACH_TIME} select count(*)::int as total
         from (select 1 from products p where ${where} and ${common ? `(${match}) is true` : match}
                limit ${COUNTED + 1}) m`,
      parameters,
    );
    return counted?.total ?? 0;
  }

  /** A page in an order that has nothing to do with the words. */
  async listSorted(sellerId: Id<'sel'>, query: ProductQuery, text: TextQuery): Promise<Product[]> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, query, parameter);
    const order = SORT_SQL[query.sort];
    return rows(
      this.dataSource,
      `${PLANNED_EACH_TIME} select ${PRODUCT_COLUMNS}
         from (select p.id from products p where ${where} and p.words @@ ${anywhere(text, parameter)}
                order by ${order} limit ${parameter(query.limit)} offset ${parameter(query.offset)}) x
         join products p on p.id = x.id
         left join catalogues c on c.seller_id = p.seller_id order by ${order}`,
      parameters,
    );
  }
}

/** Words anywhere. */
function anywhere(text: TextQuery, parameter: Parameter): string {
  return `${parameter(tsqueryText(text))}::tsquery`;
}

/** Words in the title. */
function titled(text: TextQuery, parameter: Parameter): string {
  return `${parameter(tsqueryText(text, true))}::tsquery`;
}

function placeSql(place: Place, text: TextQuery, parameter: Parameter): string {
  if (place === 'title') return `p.headline @@ ${titled(text, parameter)}`;
  const any = anywhere(text, parameter);
  return place === 'headline'
    ? `p.headline @@ ${any} and not p.headline @@ ${titled(text, parameter)}`
    : `p.words @@ ${any} and not p.headline @@ ${any}`;
}
