/**
 * `npm run bench:search`: search over 100,000 products of one seller against ILIKE over the same rows, in the same run.
 * What a search asks the database is recorded and then timed by the database itself (`explain analyze`, plan included),
 * the page and the total apart. BENCH_PRODUCTS is the number of products.
 */
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  CatalogueService,
  ProductsModule,
  ProductsRepository,
  type ProductPage,
  type ProductQuery,
} from '#features/products';
import { newId } from '#platform/ids';
import { dataSourceOptions } from '#schema';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.js';
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

  /** A statement and its parameters. */
  type Asked = [sql: string, parameters: unknown[]];

  const ilike = (search: string): Asked => [
    `select id, title, description from products
      where seller_id = $1 and deleted_at is null
        and concat_ws(' ', title, description, array_to_string(tags, ' ')) ilike all($2::text[])
      order by title, id limit 50`,
    [sellerId, search.split(' ').map((word) => `%${word}%`)],
  ];

  /** What a search asks the database. */
  async function statementsOf(search: string): Promise<{ found: ProductPage; asked: Asked[] }> {
    const dataSource = app.get(DataSource);
    const asked: Asked[] = [];
    const spy = vi.spyOn(dataSource, 'query');
    const found = await app.get(CatalogueService).list(sellerId, query(search));
    for (const [sql, parameters] of spy.mock.calls) asked.push([sql, [parameters ?? []].flat()]);
    spy.mockRestore();
    return { found, asked };
  }

  async function timed(asked: readonly Asked[]): Promise<{ ms: number; buffers: number }> {
    const sum = { ms: 0, buffers: 0 };
    for (const [sql, parameters] of asked) {
      const [answer] = await database.dataSource.query(
        `explain (analyze, timing off, buffers, format json) ${sql}`,
        parameters,
      );
      const [plan] = answer['QUERY PLAN'];
      sum.ms += plan['Planning Time'] + plan['Execution Time'];
      sum.buffers += plan.Plan['Shared Hit Blocks'] + plan.Plan['Shared Read Blocks'];
    }
    return sum;
  }

  async function rounds(asked: readonly Asked[]): Promise<{ ms: number[]; buffers: number }> {
    let { buffers } = await timed(asked);
    const ms: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const once = await timed(asked);
      ms.push(once.ms);
      ({ buffers } = once);
    }
    return { ms, buffers };
  }

  it('finds a first page with its total', async () => {
    const pages: number[] = [];
    const totals: number[] = [];
    const plain: number[] = [];
    for (const [kind, searches] of Object.entries(MIX)) {
      for (const search of searches) {
        const { found, asked } = await statementsOf(search);
        expect(found.products.length).toBeGreaterThan(0);
        const counts = asked.filter(([sql]) => sql.includes('as total'));
        const page = await rounds(asked.filter((one) => !counts.includes(one)));
        const total = counts.length > 0 ? await rounds(counts) : { ms: [], buffers: 0 };
        const { ms } = await timed([ilike(search)]);
        pages.push(...page.ms);
        totals.push(...total.ms);
        plain.push(ms);
        const many = `${found.total}${found.totalIsExact ? '' : ' or more'}`;
        say(
          `${kind} "${search}": page ${median(page.ms)} ms, ${page.buffers} blocks, ${asked.length} statements; total ${many} in ${median(total.ms)} ms, ${total.buffers} blocks; ILIKE ${ms.toFixed(0)} ms; first "${found.products[0]?.title}"`,
        );
      }
    }
    say(`page: p50 ${median(pages)} ms, p95 ${percentile(pages, 0.95).toFixed(1)} ms`);
    say(`total, where it is counted apart: p95 ${percentile(totals, 0.95).toFixed(1)} ms`);
    const times = percentile(plain, 0.5) / percentile(pages, 0.5);
    const worst = percentile(plain, 0.95) / percentile(pages, 0.95);
    say(`ILIKE takes ${times.toFixed(0)} times as long at p50, ${worst.toFixed(0)} at p95`);
  }, 600_000);
});

const median = (ms: number[]): string => (ms.length === 0 ? '0' : percentile(ms, 0.5).toFixed(1));
