import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueService, ProductsModule, type ProductQuery } from '#features/products';
import { newId, type Id } from '#platform/ids';
import { dataSourceOptions } from '#schema';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';

interface Listing {
  title: string;
  tags?: string[];
  description?: string;
  skus?: string[];
  state?: string;
  quantity?: number | null;
  priceMinor?: number;
}

/** A small shop; the table below says what a person expects of it. */
const LISTINGS: Listing[] = [
  {
    title: 'Blue ceramic mug with speckles',
    tags: ['coffee mug', 'stoneware'],
    skus: ['MUG-BLU-01'],
    quantity: 4,
  },
  {
    title: 'Tall ceramic vase',
    tags: ['flowers'],
    description: 'Goes well with our mugs.',
    quantity: 2,
  },
  {
    title: 'Beeswax candle set of three',
    tags: ['handmade candles'],
    skus: ['CND 3/SET'],
    quantity: 9,
    priceMinor: 1800,
  },
  {
    title: 'Soy candle, sandalwood',
    description: 'Burns for forty hours.',
    quantity: 0,
    state: 'sold_out',
  },
  {
    title: 'Hand-knitted scarf',
    tags: ['wool', "mother's day"],
    description: 'Soft merino.',
    quantity: 1,
  },
  { title: 'Moonstone ring, silver', tags: ['jewellery'], quantity: 3, priceMinor: 6400 },
  { title: 'Café au lait bowl', tags: ['breakfast'], quantity: 6 },
  { title: 'Walnut cutting board', description: 'Oiled by hand, 40 x 25 cm.', quantity: null },
  { title: 'Secret winter mug', state: 'draft', quantity: 5 },
  { title: 'Weihnachtskugel Glas', tags: ['Kugel', 'Weihnachten'], quantity: 12 },
];

/** What is typed, and the listings a person would expect, best first. `...`: others may follow. */
const EXPECTED: [string, ...string[]][] = [
  ['mug', 'Blue ceramic mug', 'Tall ceramic vase'],
  ['mugs', 'Blue ceramic mug', 'Tall ceramic vase'],
  ['candles', 'Beeswax candle', 'Soy candle'],
  ['candle', 'Beeswax candle', 'Soy candle'],
  ['ceramic mug', 'Blue ceramic mug', 'Tall ceramic vase'],
  ['cermaic', 'Tall ceramic vase', 'Blue ceramic mug'],
  ['ceramc', 'Tall ceramic vase', 'Blue ceramic mug'],
  ['mgu', 'Blue ceramic mug', 'Tall ceramic vase'],
  ['candel', 'Beeswax candle', 'Soy candle'],
  ['sandlewood', 'Soy candle'],
  ['moonston ring', 'Moonstone ring'],
  ['jewelry', 'Moonstone ring'],
  ['cer', 'Tall ceramic vase', 'Blue ceramic mug'],
  ['speck', 'Blue ceramic mug'],
  ['MUG-BLU-01', 'Blue ceramic mug'],
  ['mug-blu', 'Blue ceramic mug'],
  ['knitting', 'Hand-knitted scarf'],
  ['mothers day', 'Hand-knitted scarf'],
  ["mother's day", 'Hand-knitted scarf'],
  ['cafe', 'Café au lait bowl'],
  ['CAFÉ', 'Café au lait bowl'],
  ['burning', 'Soy candle'],
  ['merino', 'Hand-knitted scarf'],
  ['a gift ring for my wife', 'Moonstone ring'],
  ['Kugeln', 'Weihnachtskugel Glas'],
  ['unicorn'],
  ['unicorn mug', 'Blue ceramic mug', 'Tall ceramic vase'],
  ['vase or candle', 'Tall ceramic vase', 'Soy candle', 'Beeswax candle'],
  ['sandalwood flowers candle', 'Soy candle', 'Tall ceramic vase', 'Beeswax candle'],
];

describe('search over a catalogue', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  const sellerId = newId('sel');
  const stranger = newId('sel');

  beforeAll(async () => {
    database = await createTestDatabase();
    for (const id of [sellerId, stranger]) {
      await database.dataSource.query(
        `insert into sellers (id, email, password_hash, name) values ($1, $2, 'none', 'Owner')`,
        [id, `${id}@example.com`],
      );
    }
    for (const [k, listing] of LISTINGS.entries()) {
      await insert(sellerId, 1_700_000_000 + k, listing);
    }
    await insert(stranger, 1_800_000_000, { title: 'Unicorn mug', skus: ['MUG-BLU-01'] });
    const testing = await Test.createTestingModule({
      imports: [TypeOrmModule.forRoot(dataSourceOptions(database.url)), ProductsModule],
    }).compile();
    app = await testing.init();
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  async function insert(owner: Id<'sel'>, etsyId: number, listing: Listing): Promise<void> {
    await database.dataSource.query(
      `insert into products (id, seller_id, etsy_id, title, description, price_minor, currency, quantity, state, tags,
         skus, url, content_hash, synced_at)
       values ($1, $2, $3, $4, $5, $6, 'USD', $7, $8, $9, $10, '', 'x', now())`,
      [
        newId('prod'),
        owner,
        etsyId,
        listing.title,
        listing.description ?? '',
        listing.priceMinor ?? 2_500,
        listing.quantity === undefined ? 3 : listing.quantity,
        listing.state ?? 'active',
        listing.tags ?? [],
        listing.skus ?? [],
      ],
    );
  }

  const query = (given: Partial<ProductQuery>): ProductQuery => ({
    search: null,
    typing: true,
    state: null,
    stock: null,
    maxPriceMinor: null,
    sort: 'relevance',
    stockFirst: false,
    limit: 20,
    offset: 0,
    ...given,
  });

  async function titles(given: Partial<ProductQuery>): Promise<string[]> {
    const page = await app.get(CatalogueService).list(sellerId, query(given));
    return page.products.map((product) => product.title);
  }

  it.each(EXPECTED)('finds for "%s" what a person expects', async (text, ...expected) => {
    const found = await titles({ search: text, state: 'active' });
    const all = await titles({ search: text });
    const visible = expected.filter((start) => all.some((title) => title.startsWith(start)));
    expect(visible).toEqual(expected);
    expect(all.length === 0).toBe(expected.length === 0);
    expect(found).not.toContain('Secret winter mug');
    expect(all[0]?.startsWith(expected[0] ?? '') ?? expected.length === 0).toBe(true);
  });

  it('finds a listing by its id, and nothing of another seller', async () => {
    expect(await titles({ search: '1700000004' })).toEqual(['Hand-knitted scarf']);
    expect(await titles({ search: '1800000000' })).toEqual([]);
  });

  it('takes prices of more minor units than an integer holds', async () => {
    await insert(stranger, 1_800_000_001, { title: 'Kris, forged', priceMinor: 2_500_000_000 });
    const page = await app.get(CatalogueService).list(stranger, query({ search: 'kris' }));
    expect(page.products.map((product) => product.priceMinor)).toEqual([2_500_000_000]);
  });

  it('takes signs of the query language for what they are, signs', async () => {
    for (const text of ['mug & (vase | !ring):*', "'); drop", 'a <-> b', '\\', "''", '%_%']) {
      await expect(titles({ search: text })).resolves.toBeDefined();
    }
    expect(await titles({ search: 'mug & (vase | !ring):*' })).toContain('Tall ceramic vase');
  });

  it('puts what can be bought first', async () => {
    expect(await titles({ search: 'candle' })).toEqual([
      'Beeswax candle set of three',
      'Soy candle, sandalwood',
    ]);
  });

  it('lists everything for words that say nothing', async () => {
    const page = await app
      .get(CatalogueService)
      .list(sellerId, query({ search: 'what do you have' }));
    expect(page.total).toBe(LISTINGS.length);
  });

  it('filters, sorts and pages without gap or double', async () => {
    expect(await titles({ stock: 'low', sort: 'stock_asc' })).toEqual([
      'Hand-knitted scarf',
      'Tall ceramic vase',
      'Moonstone ring, silver',
    ]);
    expect(await titles({ stock: 'out' })).toEqual(['Soy candle, sandalwood']);
    expect((await titles({ sort: 'price_desc' }))[0]).toBe('Moonstone ring, silver');
    const seen: string[] = [];
    for (let offset = 0; offset < LISTINGS.length; offset += 3) {
      seen.push(...(await titles({ limit: 3, offset })));
    }
    expect(new Set(seen).size).toBe(LISTINGS.length);
    expect(seen).toHaveLength(LISTINGS.length);
  });

  it('says for an agent only what it may say to a buyer', async () => {
    const catalogue = app.get(CatalogueService);
    const search = { query: 'mug', sellableOnly: true, inStockOnly: true, maxPrice: 30, limit: 5 };
    const found = await catalogue.searchForAgent(sellerId, search);
    expect(found.products[0]).toMatchObject({
      title: 'Blue ceramic mug with speckles',
      price: '25.00',
      inStock: true,
    });
    expect(found.products.map((one) => one.title)).not.toContain('Secret winter mug');
    const dear = await catalogue.searchForAgent(sellerId, { ...search, query: 'ring' });
    expect(dear.products).toEqual([]);
  });
});
