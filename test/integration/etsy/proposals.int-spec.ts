import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  diffOf,
  type Proposal,
  ProposalPublisherService,
  ProposalsRepository,
  ProposalsService,
  type ProposalWish,
} from '#features/etsy';
import { CatalogueService, type Product } from '#features/products';
import type { Id } from '#platform/ids';
import { startWorkshop, type EtsyWorkshop, type TestShop } from './support/etsy-workshop.js';

const ORIGIN = { conversationId: null, reason: 'because the seller said so' };

describe('proposals', () => {
  let workshop: EtsyWorkshop;
  let shop: TestShop;
  let varied: Product;
  let plain: Product;
  /** Has options, and one price for all of them. */
  let even: Product;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(async () => workshop.close());
  beforeEach(async () => {
    workshop.etsy.resetControls();
    shop = await workshop.aShop({ listings: 60 });
    await workshop.sync(shop.sellerId);
    const page = await workshop.get(CatalogueService).list(shop.sellerId, {
      search: null,
      typing: false,
      state: 'active',
      stock: null,
      maxPriceMinor: null,
      sort: 'relevance',
      stockFirst: false,
      limit: 100,
      offset: 0,
    });
    varied = pick(page.products, (one) => one.variants.length > 2);
    plain = pick(page.products, (one) => one.variants.length === 0);
    even = pick(
      page.products,
      (one) =>
        one.variants.length > 1 &&
        one.variants.every(({ priceMinor }) => priceMinor === one.priceMinor),
    );
  });

  function pick(products: Product[], fits: (one: Product) => boolean): Product {
    const found = products.find(fits);
    if (!found) throw new Error('the shop has no such product');
    return found;
  }

  async function approved(product: Product, wish: ProposalWish): Promise<Proposal> {
    const service = workshop.get(ProposalsService);
    const { id } = await service.propose(shop.sellerId, product.id, wish, ORIGIN);
    await service.approve(shop.sellerId, id);
    await workshop.get(ProposalPublisherService).publish(id);
    return service.get(shop.sellerId, id);
  }

  const productNow = async (id: Id<'prod'>): Promise<Product> =>
    workshop.get(CatalogueService).get(shop.sellerId, id);

  it('change nothing before the seller approves, and show what would change', async () => {
    const made = await workshop
      .get(ProposalsService)
      .propose(shop.sellerId, plain.id, { kind: 'price', price: '31.50' }, ORIGIN);
    expect(made.status).toBe('pending');
    expect(diffOf(made.proposal)).toMatchObject([
      {
        field: 'price',
        options: null,
        before: expect.stringMatching(/^[\d.]+ USD$/),
        after: '31.50 USD',
      },
    ]);
    await workshop.get(ProposalPublisherService).publish(made.id);
    expect(workshop.etsy.counters().byOperation['updateListingInventory']).toBeUndefined();
    expect((await productNow(plain.id)).priceMinor).toBe(plain.priceMinor);
  });

  it('set the stock of one variation and leave every other as it was', async () => {
    const [first, ...others] = varied.variants;
    if (!first) throw new Error('no variation');
    const done = await approved(varied, { kind: 'stock', quantity: 17, options: first.options });
    expect(done).toMatchObject({ status: 'published' });
    const now = await productNow(varied.id);
    expect(now.variants).toHaveLength(varied.variants.length);
    expect(now.variants.find((one) => same(one.options, first.options))?.quantity).toBe(17);
    for (const other of others) {
      expect(now.variants.find((one) => same(one.options, other.options))).toEqual(other);
    }
  });

  it('change price and texts on Etsy and here', async () => {
    expect(await approved(plain, { kind: 'price', price: '45.20' })).toMatchObject({
      status: 'published',
    });
    expect(
      await approved(plain, { kind: 'listing', title: 'A better title', tags: ['one', 'two'] }),
    ).toMatchObject({ status: 'published' });
    expect(await productNow(plain.id)).toMatchObject({
      priceMinor: 4520,
      title: 'A better title',
      tags: ['one', 'two'],
    });
  });

  it('take a listing off sale when nothing would be left', async () => {
    const done = await approved(plain, { kind: 'stock', quantity: 0 });
    expect(done).toMatchObject({ status: 'published' });
    expect((await productNow(plain.id)).state).toBe('inactive');
  });

  it('give one variation a price of its own where all had the same', async () => {
    const [first, ...others] = even.variants;
    if (!first) throw new Error('no variation');
    const wish = { kind: 'price', price: '77.00', options: first.options } as const;
    expect(await approved(even, wish)).toMatchObject({ status: 'published' });
    const now = await productNow(even.id);
    expect(now.variants.find((one) => same(one.options, first.options))?.priceMinor).toBe(7_700);
    for (const other of others) expect(now.variants).toContainEqual(other);
  });

  it('all come through when several of one listing are approved at once', async () => {
    const service = workshop.get(ProposalsService);
    const ids: Id<'prp'>[] = [];
    for (const [k, { options }] of varied.variants.entries()) {
      const wish = { kind: 'stock', quantity: 40 + k, options } as const;
      const { id } = await service.propose(shop.sellerId, varied.id, wish, ORIGIN);
      await service.approve(shop.sellerId, id);
      ids.push(id);
    }
    const operation = 'updateListingInventory';
    workshop.etsy.addFault({ operation, times: null, action: { kind: 'slow', delayMs: 150 } });
    for (let due = ids; due.length > 0;) {
      await Promise.all(due.map((id) => workshop.get(ProposalPublisherService).publish(id)));
      due = await workshop.get(ProposalsRepository).listDueAcrossSellers(20);
    }
    const stocks = (await productNow(varied.id)).variants.map((one) => one.quantity);
    expect(stocks).toEqual(varied.variants.map((_, k) => 40 + k));
  });

  it('of a price do not take a sold out listing off sale, nor say that they were published', async () => {
    const service = workshop.get(ProposalsService);
    const wish = { kind: 'price', price: '45.20' } as const;
    const { id } = await service.propose(shop.sellerId, plain.id, wish, ORIGIN);
    workshop.etsy.setStock(Number(plain.etsyId), 0);
    workshop.etsy.editListing(Number(plain.etsyId), { state: 'sold_out' });
    await service.approve(shop.sellerId, id);
    await workshop.get(ProposalPublisherService).publish(id);
    expect(await service.get(shop.sellerId, id)).toMatchObject({ status: 'failed' });
    expect((await productNow(plain.id)).state).toBe('sold_out');
  });

  it('end in a conflict, and write nothing, when Etsy changed meanwhile', async () => {
    const service = workshop.get(ProposalsService);
    const made = await service.propose(
      shop.sellerId,
      plain.id,
      { kind: 'stock', quantity: 5 },
      ORIGIN,
    );
    workshop.etsy.setStock(Number(plain.etsyId), 123);
    await service.approve(shop.sellerId, made.id);
    await workshop.get(ProposalPublisherService).publish(made.id);
    const ended = await service.get(shop.sellerId, made.id);
    expect(ended).toMatchObject({ status: 'conflict' });
    expect(ended.outcome).toContain('123');
    expect(workshop.etsy.counters().byOperation['updateListingInventory']).toBeUndefined();
    const notices = await workshop.database.dataSource.query(
      `select type from shop_notices where seller_id = $1`,
      [shop.sellerId],
    );
    expect(notices).toEqual([{ type: 'proposal.conflict' }]);
  });

  it('are published once when the answer of the first attempt is lost', async () => {
    workshop.etsy.addFault({ operation: 'updateListingInventory', action: { kind: 'drop_after' } });
    const service = workshop.get(ProposalsService);
    const made = await service.propose(
      shop.sellerId,
      plain.id,
      { kind: 'stock', quantity: 9 },
      ORIGIN,
    );
    await service.approve(shop.sellerId, made.id);
    await workshop.get(ProposalPublisherService).publish(made.id);
    expect((await service.get(shop.sellerId, made.id)).status).toBe('approved');
    await workshop.database.dataSource.query(`update product_proposals set available_at = now()`);
    await workshop.get(ProposalPublisherService).publish(made.id);
    expect((await service.get(shop.sellerId, made.id)).status).toBe('published');
    expect(workshop.etsy.counters().byOperation['updateListingInventory']).toBe(1);
    expect((await productNow(plain.id)).quantity).toBe(9);
  });

  it('are ended only by the publisher that has them now', async () => {
    const { dataSource } = workshop.database;
    const service = workshop.get(ProposalsService);
    const repository = workshop.get(ProposalsRepository);
    const wish = { kind: 'stock', quantity: 9 } as const;
    const { id } = await service.propose(shop.sellerId, plain.id, wish, ORIGIN);
    await service.approve(shop.sellerId, id);
    const stalled = await repository.claim(id);
    expect(await repository.claim(id)).toBeNull();
    await dataSource.query(`update product_proposals set lease_until = now() where id = $1`, [id]);
    const now = await repository.claim(id);
    if (!stalled || !now) throw new Error('the proposal could not be claimed');
    const failed = { status: 'failed', outcome: 'too late' } as const;
    expect(await repository.finish(dataSource, stalled, failed)).toBe(false);
    expect(await repository.finish(dataSource, now, failed)).toBe(true);
  });

  it('cannot be decided on twice, nor after they expired', async () => {
    const service = workshop.get(ProposalsService);
    const wish = { kind: 'stock', quantity: 5 } as const;
    const rejected = await service.propose(shop.sellerId, plain.id, wish, ORIGIN);
    await service.reject(shop.sellerId, rejected.id);
    await expect(service.approve(shop.sellerId, rejected.id)).rejects.toMatchObject({
      kind: 'conflict',
    });
    const late = await service.propose(shop.sellerId, plain.id, wish, ORIGIN);
    await workshop.database.dataSource.query(
      `update product_proposals set expires_at = now() where id = $1`,
      [late.id],
    );
    // Also before anybody has swept.
    await expect(service.approve(shop.sellerId, late.id)).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect(await service.expireOld()).toBe(1);
    await expect(service.approve(shop.sellerId, late.id)).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('refuse what Etsy would refuse, and variations that do not exist', async () => {
    const service = workshop.get(ProposalsService);
    const refused: [Product, ProposalWish][] = [
      [plain, { kind: 'stock', quantity: 1_000 }],
      [plain, { kind: 'price', price: '12.345' }],
      [plain, { kind: 'listing', title: 'x'.repeat(141) }],
      [plain, { kind: 'listing', tags: Array.from({ length: 14 }, (_, k) => `t${k}`) }],
      [varied, { kind: 'stock', quantity: 3, options: { Color: 'No such colour' } }],
      [plain, { kind: 'listing', title: plain.title }],
      [plain, { kind: 'listing', title: 'A mug ❤' }],
      [plain, { kind: 'listing', title: 'Cup & saucer & spoon' }],
      [plain, { kind: 'listing', tags: ['gift, for her'] }],
      [plain, { kind: 'listing', tags: ['salt & pepper'] }],
      [plain, { kind: 'price', price: '50000.01' }],
    ];
    for (const [product, wish] of refused) {
      await expect(service.prepare(shop.sellerId, product.id, wish, ORIGIN)).rejects.toMatchObject({
        kind: 'invalid',
      });
    }
  });
});

function same(a: Record<string, string>, b: Record<string, string>): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
