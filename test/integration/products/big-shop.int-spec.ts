import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueService, ProductsModule, type ProductQuery } from '#features/products';
import { newId } from '#platform/ids';
import { dataSourceOptions } from '#schema';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const GIFT: ProductQuery = {
  search: 'gift',
  typing: true,
  state: null,
  stock: null,
  maxPriceMinor: null,
  sort: 'relevance',
  stockFirst: false,
  limit: 20,
  offset: 0,
};

describe('search in a big shop', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;

  beforeAll(async () => {
    database = await createTestDatabase();
    const testing = await Test.createTestingModule({
      imports: [TypeOrmModule.forRoot(dataSourceOptions(database.url)), ProductsModule],
    }).compile();
    app = await testing.init();
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  it('reads a word that everything has from the front of the shelves of a big shop', async () => {
    const big = newId('sel');
    const { dataSource } = database;
    await dataSource.query(
      `insert into sellers (id, email, password_hash, name) values ($1, $1 || '@example.com', 'none', 'Owner')`,
      [big],
    );
    // Describing 20,300 rows would take ten seconds: what the triggers would write is given.
    await dataSource.query(`alter table products disable trigger user`);
    await dataSource.query(
      `insert into products (id, seller_id, etsy_id, title, price_minor, currency, quantity, state, url, content_hash,
         synced_at, shelf, headline, words)
       select 'prod_' || lpad(n::text, 26, '0'), $1, 1900000000 + n, 'Gift ' || n, 100, 'USD', 1, 'active', '', 'x', now(),
              n % 3, case when n % 5 = 0 then '''rare'':1A'::tsvector else '''gift'':1A'::tsvector end, '''gift'':1A'::tsvector
         from generate_series(1, 20300) n`,
      [big],
    );
    await dataSource.query(`alter table products enable trigger user`);
    const expected: { title: string }[] = await dataSource.query(
      `select title from products where seller_id = $1 and headline @@ 'gift' order by shelf, etsy_id desc limit 120`,
      [big],
    );
    for (const [stockFirst, offset] of [
      [false, 0],
      [true, 0],
      [false, 100],
    ] as const) {
      const page = await app.get(CatalogueService).list(big, { ...GIFT, stockFirst, offset });
      expect(page.products.map(({ title }) => title)).toEqual(
        expected.slice(offset, offset + 20).map(({ title }) => title),
      );
      expect([page.total, page.totalIsExact]).toEqual([10_000, false]);
    }
  });
});
