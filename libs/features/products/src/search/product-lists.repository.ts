/** SQL that reads lists of products without looking for words, and whole rows for ids that a search has picked. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PLANNED_EACH_TIME, row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { PRODUCT_COLUMNS } from '../catalogue/product-columns.js';
import type { Product } from '../catalogue/product.js';
import { filterSql, SORT_SQL, type ProductFilter, type ProductQuery } from './product-query.js';
import { newParameters } from './sql-parameters.js';

@Injectable()
export class ProductListsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async count(sellerId: Id<'sel'>, filter: ProductFilter): Promise<number> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, filter, parameter);
    const counted = await row<{ total: number }>(
      this.dataSource,
      `${PLANNED_EACH_TIME} select count(*)::int as total from products p where ${where}`,
      parameters,
    );
    return counted?.total ?? 0;
  }

  /** A page of everything that fits the filter. Ids are picked first and the wide rows fetched for the page only. */
  async list(sellerId: Id<'sel'>, query: ProductQuery): Promise<Product[]> {
    const { parameters, parameter } = newParameters();
    const where = filterSql(sellerId, query, parameter);
    const order = SORT_SQL[query.sort];
    return rows(
      this.dataSource,
      `${PLANNED_EACH_TIME} select ${PRODUCT_COLUMNS}
         from (select p.id from products p where ${where} order by ${order}
                limit ${parameter(query.limit)} offset ${parameter(query.offset)}) x
         join products p on p.id = x.id
         left join catalogues c on c.seller_id = p.seller_id order by ${order}`,
      parameters,
    );
  }

  /** Products in the order of their ids. */
  async listByIds(sellerId: Id<'sel'>, ids: readonly Id<'prod'>[]): Promise<Product[]> {
    if (ids.length === 0) return [];
    return rows(
      this.dataSource,
      `select ${PRODUCT_COLUMNS} from unnest($2::text[]) with ordinality x(id, place)
         join products p on p.id = x.id and p.seller_id = $1
         left join catalogues c on c.seller_id = p.seller_id order by x.place`,
      [sellerId, ids],
    );
  }
}
