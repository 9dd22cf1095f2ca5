/**
 * `npm run bench:search`: search over 100,000 products of one seller against ILIKE over the same rows, in the same run.
 * BENCH_PRODUCTS is the number of products.
 */
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CatalogueService,
  ProductsModule,
  ProductsRepository,
  type ProductQuery,
} from '#features/products';
import { newId } from '#platform/ids';
import { dataSourceOptions } from '#schema';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listingAt } from './catalogue-rows.js';
import { percentile } from './turn-times.js';

const PRODUCTS = Number(process.env['BENCH_PRODUCTS'] ?? 100_000);
const ROUNDS = 5;

/** Rare, middling and common words, several at once, typos and beginnings. */
const MIX: Record<string, string[]> = {
  rare: ['moonstone', 'hedgehog', 'kintsugi', 'octopus', 'SKU-4711', '1000004711'],
  middling: ['blue ceramic mug', 'speckled linen', 'walnut lamp', 'floral brass ring'],
  common: ['mug', 'ceramic', 'handmade', 'gift'],
  typo: ['moonstnoe', 'cermaic mug', 'hedghog', 'necklase'],
  beginning: ['moonst', 'cer', 'blue cer', 'hedge'],
};

const say = (line: string): void => void process.stdout.write(`bench:search ${line}\n`);

describe('search beside ILIKE', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  const sellerId = newId('sel');

  beforeAll(async () => {
    database = await createTestDatabase();
    const testing = await Test.createTestingModule({
      imports: [TypeOrmModule.forRoot(dataSourceOptions(database.url)), ProductsModule],
    }).compile();
    app = await testing.init();
    await database.dataSource.query(
      `insert into sellers (id, email, password_hash, name) values ($1, 'bench@example.com', 'none', 'Bench')`,
      [sellerId],
    );
    const products = app.get(ProductsRepository);
    const asOf = await products.now();
    for (let at = 0; at < PRODUCTS; at += 500) {
      const size = Math.min(500, PRODUCTS - at);
      const page = Array.from({ length: size }, (_, k) => listingAt(at + k));
      await products.upsertPage(database.dataSource, sellerId, page, asOf);
    }
    await database.dataSource.query('vacuum analyze products');
  }, 1_200_000);
  afterAll(async () => {
    await app?.close();
    await database?.close();
  });

  const query = (search: string): ProductQuery => ({
    search,
    typing: true,
    state: null,
    stock: null,
    maxPriceMinor: null,
    sort: 'relevance',
    stockFirst: false,
    limit: 50,
    offset: 0,
  });

  async function ilike(search: string): Promise<number> {
    const words = search.split(' ').map((word) => `%${word}%`);
    const began = performance.now();
    await database.dataSource.query(
      `select id, title, description from products
        where seller_id = $1 and deleted_at is null
          and concat_ws(' ', title, description, array_to_string(tags, ' ')) ilike all($2::text[])
        order by title, id limit 50`,
      [sellerId, words],
    );
    return performance.now() - began;
  }

  /** One kind of search: every query several times, the first time to warm the caches. */
  async function times(kind: string, searches: readonly string[]): Promise<number[]> {
    const catalogue = app.get(CatalogueService);
    const all: number[] = [];
    for (const search of searches) {
      const first = await catalogue.list(sellerId, query(search));
      expect(first.products.length).toBeGreaterThan(0);
      const took: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const began = performance.now();
        await catalogue.list(sellerId, query(search));
        took.push(performance.now() - began);
      }
      const total = `${first.total}${first.totalIsExact ? '' : ' or more'}`;
      const p50 = percentile(took, 0.5).toFixed(1);
      say(`${kind} "${search}": p50 ${p50} ms, ${total}, first "${first.products[0]?.title}"`);
      all.push(...took);
    }
    return all;
  }

  it('finds a first page with its total', async () => {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (const [kind, searches] of Object.entries(MIX)) {
      const took = await times(kind, searches);
      ours.push(...took);
      for (const search of searches) theirs.push(await ilike(search));
      say(`${kind}: page and total p95 ${percentile(took, 0.95).toFixed(1)} ms`);
    }
    const [mine, plain] = [percentile(ours, 0.5), percentile(theirs, 0.5)];
    say(`all: p50 ${mine.toFixed(1)} ms, p95 ${percentile(ours, 0.95).toFixed(1)} ms`);
    say(`ILIKE p50 ${plain.toFixed(0)} ms for the page alone: ${(plain / mine).toFixed(0)} times`);
  }, 600_000);
});
