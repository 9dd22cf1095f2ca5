import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProductsModule, ProductsRepository, type ListingSnapshot } from '#features/products';
import { newId, type Id } from '#platform/ids';
import { dataSourceOptions } from '#schema';
import { listingAt } from '../../bench/catalogue-rows.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';

describe('how many listings use each word', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let products: ProductsRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    const testing = await Test.createTestingModule({
      imports: [TypeOrmModule.forRoot(dataSourceOptions(database.url)), ProductsModule],
    }).compile();
    app = await testing.init();
    products = app.get(ProductsRepository);
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  async function aSeller(): Promise<Id<'sel'>> {
    const id = newId('sel');
    await database.dataSource.query(
      `insert into sellers (id, email, password_hash, name) values ($1, $1 || '@example.com', 'none', 'Owner')`,
      [id],
    );
    return id;
  }

  const page = (from: number, to: number, change: Partial<ListingSnapshot> = {}) =>
    Array.from({ length: to - from }, (_, k) => {
      const listing = { ...listingAt(from + k), ...change };
      return { ...listing, contentHash: `${listing.contentHash} ${JSON.stringify(change)}` };
    });

  const upsert = async (
    sellerId: Id<'sel'>,
    listings: readonly ListingSnapshot[],
  ): Promise<unknown> =>
    products.upsertPage(database.dataSource, sellerId, listings, await products.now());

  /** What is noted, and what Postgres itself counts over the living. */
  async function told(sellerId: Id<'sel'>): Promise<{ noted: unknown; counted: unknown }> {
    const counts = (vector: string): string =>
      `(select word, ndoc from ts_stat($q$ select ${vector} from products where seller_id = '${sellerId}' and deleted_at is null $q$))`;
    const title = `to_tsvector('english', unaccent(title))`;
    const tags = `to_tsvector('english', unaccent(array_to_string(tags, ' , ')))`;
    const counted = await database.dataSource.query(
      `select w.word, coalesce(t.ndoc, 0) as title_count, coalesce(h.ndoc, 0) as headline_count, w.ndoc as listing_count
         from ${counts('words')} w left join ${counts(title)} t on t.word = w.word
         left join ${counts(`${title} || ${tags}`)} h on h.word = w.word
        where length(w.word) between 3 and 30 and w.word !~ '[0-9_.:/@-]'
        union all select '', 0, 0, count(*)::int from products where seller_id = '${sellerId}' and deleted_at is null having count(*) > 0
        order by word`,
    );
    const noted = await database.dataSource.query(
      `select word, title_count, headline_count, listing_count from product_words where seller_id = $1 order by word`,
      [sellerId],
    );
    return { noted, counted };
  }

  async function expectRight(sellerId: Id<'sel'>, listings: number): Promise<void> {
    const { noted, counted } = await told(sellerId);
    expect(noted).toEqual(counted);
    const [all] = await database.dataSource.query(
      `select listing_count from product_words where seller_id = $1 and word = ''`,
      [sellerId],
    );
    expect(all?.listing_count ?? 0).toBe(listings);
  }

  it('is right after listings come, change, vanish and come back', async () => {
    const sellerId = await aSeller();
    await upsert(sellerId, page(0, 60));
    await expectRight(sellerId, 60);
    await upsert(sellerId, page(30, 70, { quantity: 77 }));
    await expectRight(sellerId, 70);
    const changed = { title: 'Hedgehog teapot', tags: ['kettle'], description: 'Pours tea.' };
    await upsert(sellerId, page(10, 20, changed));
    await expectRight(sellerId, 70);
    const gone = page(0, 25).map(({ etsyId }) => etsyId);
    await products.bury(database.dataSource, sellerId, gone, await products.now());
    await expectRight(sellerId, 45);
    await upsert(sellerId, page(5, 15));
    await expectRight(sellerId, 55);
  });

  it('starts afresh when a shop is forgotten and connected again', async () => {
    const sellerId = await aSeller();
    await upsert(sellerId, page(0, 40));
    await products.forgetAll(database.dataSource, sellerId);
    await expectRight(sellerId, 0);
    await upsert(sellerId, page(0, 40));
    await expectRight(sellerId, 40);
  });

  it('is right when several write at once', async () => {
    const sellerId = await aSeller();
    const other = await aSeller();
    await upsert(sellerId, page(0, 40));
    await Promise.all(
      Array.from({ length: 6 }, async (_, k) => {
        const title = `Teapot ${['red', 'green', 'blue'][k % 3]}`;
        await upsert(sellerId, page(k * 10, k * 10 + 30, { title }));
        await upsert(other, page(k * 10, k * 10 + 10));
      }),
    );
    await expectRight(sellerId, 80);
    await expectRight(other, 60);
  });
});
