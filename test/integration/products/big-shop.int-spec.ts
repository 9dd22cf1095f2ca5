import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueService, ProductsModule, type ProductQuery } from '#features/products';
import { newId } from '#platform/ids';
import { dataSourceOptions } from '#schema';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';

const LISTINGS = 20_300;

/** Where a listing has a word. */
type Place = 'title' | 'tags' | 'description';

/** Words by how they are spread; a listing is known by its number, and newer ones have higher numbers. */
const WORDS: Record<string, (n: number) => Place | null> = {
  /** Everywhere. */
  gift: (n) => (n % 5 === 0 ? 'title' : 'tags'),
  /** Common, but hardly ever in a title. */
  idea: (n) => (n % 900 === 0 ? 'title' : 'tags'),
  /** A handful. */
  rare: (n) => (['title', 'tags', 'description'] as const)[n % 4_000] ?? null,
  /** Common, but only among the oldest. */
  late: (n) => (n < 3_000 ? 'title' : null),
  /** Common in descriptions only, but for a few. */
  care: (n) => (n % 700 === 0 ? 'tags' : n % 2 === 0 ? 'description' : null),
};
const PLACES: (Place | null)[] = ['title', 'tags', 'description'];

const shelfOf = (n: number): number => n % 3;

/** What a search must answer, told without any index: the numbers of the listings, best first. */
function expected(words: readonly string[], stockFirst: boolean): number[] {
  const matches = Array.from({ length: LISTINGS }, (_, k) => k + 1).flatMap((n) => {
    const places = words.map((word) => PLACES.indexOf(WORDS[word]?.(n) ?? null));
    return places.includes(-1) ? [] : [{ n, shelf: shelfOf(n), place: Math.max(...places) }];
  });
  const order = matches.toSorted(
    (a, b) =>
      (stockFirst ? a.shelf - b.shelf : 0) || a.place - b.place || a.shelf - b.shelf || b.n - a.n,
  );
  return order.map(({ n }) => n);
}

describe('search in a big shop', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  const sellerId = newId('sel');

  beforeAll(async () => {
    database = await createTestDatabase();
    await fill();
    const testing = await Test.createTestingModule({
      imports: [TypeOrmModule.forRoot(dataSourceOptions(database.url)), ProductsModule],
    }).compile();
    app = await testing.init();
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  /** Describing 20,300 rows would take ten seconds: what the triggers would write is given. */
  async function fill(): Promise<void> {
    const { dataSource } = database;
    await dataSource.query(
      `insert into sellers (id, email, password_hash, name) values ($1, $1 || '@example.com', 'none', 'Owner')`,
      [sellerId],
    );
    const numbers = Array.from({ length: LISTINGS }, (_, k) => k + 1);
    const lexemes = (n: number, kept: (place: Place) => string[]): string =>
      Object.entries(WORDS)
        .flatMap(([word, placeOf]) => {
          const place = placeOf(n);
          return place === null ? [] : kept(place).map((form) => form.replace('?', word));
        })
        .join(' ');
    const weighted = { title: '?:1A', tags: '?:1B', description: '?:1D' } as const;
    const headlines = { title: ['?:1A', "'=?'"], tags: ['?:1B'], description: [] };
    await dataSource.query(`alter table products disable trigger user`);
    await dataSource.query(
      `insert into products (id, seller_id, etsy_id, title, price_minor, currency, quantity, state, url, content_hash,
         synced_at, shelf, headline, words)
       select 'prod_' || lpad(n::text, 26, '0'), $1, n, n, 100, 'USD', 1, 'active', '', 'x', now(), n % 3,
              headline::tsvector, words::tsvector
         from unnest($2::int[], $3::text[], $4::text[]) x(n, headline, words)`,
      [
        sellerId,
        numbers,
        numbers.map((n) => lexemes(n, (place) => headlines[place])),
        numbers.map((n) => lexemes(n, (place) => [weighted[place]])),
      ],
    );
    await dataSource.query(`alter table products enable trigger user`);
    for (const [word, placeOf] of [...Object.entries(WORDS), ['', () => 'description'] as const]) {
      const places = numbers.map(placeOf);
      const inTitle = places.filter((place) => place === 'title').length;
      const inTags = places.filter((place) => place === 'tags').length;
      const anywhere = places.filter((place) => place !== null).length;
      await dataSource.query(
        `insert into product_words (seller_id, word, title_count, headline_count, listing_count) values ($1, $2, $3, $4, $5)`,
        [sellerId, word, inTitle, inTitle + inTags, anywhere],
      );
    }
    await dataSource.query(`analyze products`);
  }

  const query = (given: Partial<ProductQuery>): ProductQuery => ({
    search: null,
    typing: false,
    state: null,
    stock: null,
    maxPriceMinor: null,
    sort: 'relevance',
    stockFirst: false,
    limit: 20,
    offset: 0,
    ...given,
  });

  it.each([
    ['gift'],
    ['idea'],
    ['rare'],
    ['late'],
    ['care'],
    ['gift', 'idea'],
    ['late', 'care'],
    ['gift', 'rare'],
    ['idea', 'late'],
  ])('ranks by the same rules however common the words are: %s %s', async (...words) => {
    for (const stockFirst of [false, true]) {
      const all = expected(words, stockFirst);
      for (const offset of [0, 20, 100, 2_900]) {
        const page = await app
          .get(CatalogueService)
          .list(sellerId, query({ search: words.join(' '), stockFirst, offset }));
        expect(page.products.map(({ title }) => Number(title))).toEqual(
          all.slice(offset, offset + 20),
        );
        expect(page.total).toBe(page.totalIsExact ? all.length : 10_000);
        expect(page.totalIsExact || all.length > 10_000).toBe(true);
      }
    }
  });

  it('counts what a filter leaves of a common word', async () => {
    const page = await app
      .get(CatalogueService)
      .list(sellerId, query({ search: 'care', stock: 'in' }));
    const left = expected(['care'], false).filter((n) => shelfOf(n) === 0);
    expect(page.products.map(({ title }) => Number(title))).toEqual(left.slice(0, 20));
    expect([page.total, page.totalIsExact]).toEqual([left.length, true]);
  });
});
