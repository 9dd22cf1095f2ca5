/** What a seller sees of syncs, proposals and orders: over HTTP, worked on by a worker that finds its work by itself. */
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProposalsService, type ProposalWish } from '#features/etsy';
import { isId, type Id } from '#platform/ids';
import { bodyOf, type ParsedJson } from '../../support/apps/api-app.js';
import { eventually } from '../../support/eventually.js';
import { askForSync, followSync } from './support/following-sync.js';
import {
  giveShop,
  startEtsyHouse,
  syncedShop,
  type EtsyHouse,
  type HouseSeller,
} from './support/etsy-house.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let house: EtsyHouse;

beforeAll(async () => {
  house = await startEtsyHouse({
    env: { ETSY_WEBHOOK_SECRET: SECRET, RATE_LIMIT_SELLER_PER_MINUTE: '10000' },
  });
});
afterAll(async () => house.close());

const get = async ({ token }: HouseSeller, path: string): Promise<ParsedJson> =>
  bodyOf(await house.api.fetch(path, { token }));

describe('the progress of a sync', () => {
  it('is told as it happens: how many of how many, in what, and when it will be done', async () => {
    const seller = await house.seller();
    await giveShop(house, seller, { listings: 900, states: { inactive: 150 } });
    house.worker.standins.etsy.addFault({
      operation: 'getListingsByShop',
      times: null,
      action: { kind: 'slow', delayMs: 300 },
    });
    const began = Promise.withResolvers<void>();
    const watched = followSync(house, seller, (state) => {
      began.resolve();
      return state.sync?.status === 'completed';
    });
    await began.promise;
    await askForSync(house, seller);
    const states = await watched;
    house.worker.standins.etsy.resetControls();

    expect(states[0]).toMatchObject({ sync: null });
    const underWay = states.filter(
      ({ sync }) => sync?.status === 'running' && sync.seen > 0 && sync.seen < 900,
    );
    // The total is known once the first page of every state is there.
    const known = underWay.filter(({ sync }) => sync.total === 900);
    expect(known.length).toBeGreaterThan(0);
    for (const { sync } of known) {
      expect(sync).toMatchObject({ trigger: 'manual', waiting: null });
      expect(sync.etaSeconds).toBeGreaterThan(0);
    }
    const seen = states.flatMap(({ sync }) => (sync ? [sync.seen] : []));
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(states.at(-1)?.sync).toMatchObject({
      seen: 900,
      total: 900,
      changed: 900,
      etaSeconds: null,
      missingStates: [],
      partialStates: [],
    });
    // Whoever comes later is told the end at once.
    expect((await followSync(house, seller, () => true))[0]).toMatchObject({
      sync: { status: 'completed' },
    });
  });
});

describe('a proposal', () => {
  let seller: HouseSeller;
  let products: { id: string; etsyListingId: string; quantity: number; title: string }[];

  beforeAll(async () => {
    ({ seller } = await syncedShop(house, 60));
    await house.api.fetch('/agents/provision', { token: seller.token, method: 'POST' });
    const listed = await get(seller, '/products?stock=in&limit=100');
    const details: ParsedJson[] = await Promise.all(
      listed.products.map(({ id }: { id: string }) => get(seller, `/products/${id}`)),
    );
    products = details.flatMap(({ product }) => (product.variants.length === 0 ? [product] : []));
  });

  function productAt(index: number): (typeof products)[number] {
    const product = products[index];
    if (!product) throw new Error('the shop is too small');
    return product;
  }

  async function propose(productId: string, wish: ProposalWish): Promise<Id<'prp'>> {
    if (!isId('prod', productId)) throw new Error(`${productId} is no product`);
    const { id } = await house.worker.app
      .get(ProposalsService, { strict: false })
      .propose(seller.sellerId, productId, wish, { conversationId: null, reason: 'asked for' });
    return id;
  }

  const decide = async (id: string, decision: 'approve' | 'reject'): Promise<Response> =>
    house.api.fetch(`/products/proposals/${id}/${decision}`, {
      token: seller.token,
      method: 'POST',
    });

  const ended = (id: string): Promise<ParsedJson> =>
    eventually('the end of a proposal', async () => {
      const { proposal } = await get(seller, `/products/proposals/${id}`);
      return proposal.finishedAt === null ? null : proposal;
    });

  const told = (type: string, id: string): Promise<ParsedJson> =>
    eventually(type, async () => {
      const { events } = await get(seller, '/agents/me/events?limit=100');
      return events.find(
        (event: ParsedJson) => event.eventType === type && event.metadata.proposalId === id,
      );
    });

  it('is listed with what it would change, published when approved, and told in the log', async () => {
    const product = productAt(0);
    const id = await propose(product.id, { kind: 'price', price: '31.50' });
    const { proposals, total } = await get(seller, '/products/proposals?status=pending');
    expect(total).toBe(1);
    expect(proposals).toMatchObject([
      {
        id,
        kind: 'price',
        status: 'pending',
        productTitle: product.title,
        reason: 'asked for',
        diff: [{ field: 'price', options: null, after: '31.50 USD' }],
      },
    ]);
    const approved = await decide(id, 'approve');
    expect(approved.status).toBe(200);
    expect(await ended(id)).toMatchObject({ status: 'published' });
    expect((await get(seller, `/products/${product.id}`)).product.price).toBe('31.50');
    await told('proposal.published', id);
    // Twice is once.
    expect((await decide(id, 'approve')).status).toBe(409);
    expect((await get(seller, '/products/proposals?status=published')).total).toBe(1);
  });

  it('is dropped when rejected, and then cannot be approved', async () => {
    const id = await propose(productAt(1).id, { kind: 'stock', quantity: 77 });
    expect((await bodyOf(await decide(id, 'reject'))).proposal).toMatchObject({
      status: 'rejected',
    });
    expect((await decide(id, 'reject')).status).toBe(200);
    const late = await decide(id, 'approve');
    expect(late.status).toBe(409);
    expect((await bodyOf(late)).error).toMatchObject({
      code: 'proposals.not_pending',
      details: { status: 'rejected' },
    });
    expect((await get(seller, `/products/${productAt(1).id}`)).product.quantity).not.toBe(77);
  });

  it('ends in a conflict that says why, when the listing has changed at Etsy meanwhile', async () => {
    const product = productAt(2);
    const id = await propose(product.id, { kind: 'stock', quantity: 5 });
    house.worker.standins.etsy.setStock(Number(product.etsyListingId), 123);
    await decide(id, 'approve');
    const conflict = await ended(id);
    expect(conflict.status).toBe('conflict');
    expect(conflict.outcome).toContain('123');
    await told('proposal.conflict', id);
  });

  it('is void after its time', async () => {
    const id = await propose(productAt(3).id, { kind: 'stock', quantity: 5 });
    await house.worker.database.dataSource.query(
      `update product_proposals set expires_at = now() where id = $1`,
      [id],
    );
    expect((await decide(id, 'approve')).status).toBe(409);
    await house.worker.app.get(ProposalsService, { strict: false }).expireOld();
    expect((await get(seller, `/products/proposals/${id}`)).proposal.status).toBe('expired');
    await told('proposal.expired', id);
  });
});

describe('an order at Etsy', () => {
  it('changes the stock here, once, without the permission to read orders', async () => {
    const { seller, shopId } = await syncedShop(house, 60);
    const { products } = await get(seller, '/products?stock=in&limit=50');
    const product = products.find((one: ParsedJson) => one.quantity > 2);
    const order = { listingId: Number(product.etsyListingId), quantity: 1 };
    const { receiptId } = house.worker.standins.etsy.placeOrder(order);
    const body = JSON.stringify({
      event_type: 'order.paid',
      resource_url: `https://api.etsy.com/v3/application/shops/${shopId}/receipts/${receiptId}`,
      shop_id: shopId,
    });
    const now = new Date();
    const deliver = (id: string, at: Date, signature?: string): Promise<Response> =>
      house.api.fetch('/etsy/webhooks', {
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': signature ?? new Webhook(SECRET).sign(id, at, body),
        },
      });
    const sign = new Webhook(SECRET).sign('msg_other', now, body);
    expect((await deliver('msg_1', now, sign)).status).toBe(401);
    expect((await deliver('msg_1', new Date(now.getTime() - 600_000))).status).toBe(401);
    for (let time = 0; time < 3; time += 1) {
      const taken = await deliver('msg_1', now);
      expect([taken.status, await bodyOf(taken)]).toEqual([200, { success: true }]);
    }
    await eventually('the new stock', async () => {
      const { product: latest } = await get(seller, `/products/${product.id}`);
      return latest.quantity === product.quantity - 1;
    });
    const kept = await house.worker.database.dataSource.query(
      `select webhook_id, attempt_count from etsy_order_events where seller_id = $1`,
      [seller.sellerId],
    );
    expect(kept).toEqual([{ webhook_id: 'msg_1', attempt_count: 1 }]);
  });
});
