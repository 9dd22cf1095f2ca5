import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LiveCatalogueService, OrderEventsRepository, OrderEventsService } from '#features/etsy';
import { CatalogueService, type Product } from '#features/products';
import { startWorkshop, type EtsyWorkshop, type TestShop } from './support/etsy-workshop.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('stock that changes at Etsy', () => {
  let workshop: EtsyWorkshop;
  let shop: TestShop;
  let product: Product;

  beforeAll(async () => {
    workshop = await startWorkshop({ env: { ETSY_WEBHOOK_SECRET: SECRET } });
    shop = await workshop.aShop({ listings: 30 });
    await workshop.sync(shop.sellerId);
    const page = await workshop.get(CatalogueService).list(shop.sellerId, {
      search: null,
      typing: false,
      state: null,
      stock: 'in',
      maxPriceMinor: null,
      sort: 'relevance',
      stockFirst: false,
      limit: 50,
      offset: 0,
    });
    const found = page.products.find((one) => one.variants.length === 0 && (one.quantity ?? 0) > 2);
    if (!found) throw new Error('nothing to sell');
    product = found;
  });
  afterAll(async () => workshop.close());
  beforeEach(() => workshop.etsy.resetControls());

  const ageBy = (interval: string): Promise<unknown> =>
    workshop.database.dataSource.query(
      `with c as (update catalogues set confirmed_at = now() - $1::interval)
       update products set synced_at = now() - $1::interval`,
      [interval],
    );
  const quantityNow = async (): Promise<number | null> =>
    (await workshop.get(CatalogueService).get(shop.sellerId, product.id)).quantity;

  it('is read when a buyer asks about a product that is no longer fresh, and only then', async () => {
    const live = workshop.get(LiveCatalogueService);
    workshop.etsy.setStock(Number(product.etsyId), 41);
    const fresh = await live.getForAgent(shop.sellerId, product.id, { sellableOnly: true });
    expect(fresh?.product.quantity).toBe(product.quantity);
    expect(workshop.etsy.counters().total).toBe(0);
    await ageBy('25 minutes');
    const asked = await Promise.all(
      [1, 2, 3].map(() => live.getForAgent(shop.sellerId, product.id, { sellableOnly: true })),
    );
    expect(asked.map((one) => one?.product.quantity)).toEqual([41, 41, 41]);
    // They share one reading; whoever looked just before it ended may start another.
    expect(workshop.etsy.counters().byOperation['getListingsByListingIds']).toBeLessThan(3);
  });

  it('is answered from what is stored, with its age, while Etsy cannot be asked', async () => {
    await ageBy('2 hours');
    workshop.etsy.addFault({ times: null, action: { kind: 'status', status: 500 } });
    const found = await workshop
      .get(LiveCatalogueService)
      .getForAgent(shop.sellerId, product.id, { sellableOnly: true });
    expect(found?.product.id).toBe(product.id);
    expect(Date.parse(found?.asOf ?? '')).toBeLessThan(Date.now() - 3_600_000);
  });

  it('is read at once when an order webhook comes, and a redelivery changes nothing', async () => {
    const before = await quantityNow();
    const receipt = workshop.etsy.placeOrder({ listingId: Number(product.etsyId), quantity: 1 });
    const body = JSON.stringify({
      event_type: 'order.paid',
      resource_url: `https://api.etsy.com/v3/application/shops/${shop.shopId}/receipts/${receipt.receiptId}`,
      shop_id: shop.shopId,
    });
    const now = new Date();
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(SECRET).sign('msg_1', now, body),
    };
    const orders = workshop.get(OrderEventsService);
    await orders.accept(headers, body);
    await orders.accept(headers, body);
    expect(await workshop.get(OrderEventsRepository).listDueAcrossSellers(10)).toEqual(['msg_1']);
    await orders.handle('msg_1');
    expect(await quantityNow()).toBe((before ?? 0) - 1);
    const requests = workshop.etsy.counters().total;
    await orders.handle('msg_1');
    expect(workshop.etsy.counters().total).toBe(requests);
    await expect(
      orders.accept({ ...headers, 'webhook-signature': 'v1,AAAA' }, body),
    ).rejects.toMatchObject({ code: 'etsy.bad_signature' });
  });

  it('makes a shop come round sooner once a buyer has asked', async () => {
    await workshop.database.dataSource.query(
      `update etsy_connections set last_asked_at = null, next_sync_at = now() + interval '4 hours', last_sync_at = now()`,
    );
    await workshop.get(LiveCatalogueService).searchForAgent(shop.sellerId, {
      query: 'mug',
      sellableOnly: true,
      inStockOnly: false,
      maxPrice: null,
      limit: 5,
    });
    const [{ soon }] = await workshop.database.dataSource.query(
      `select next_sync_at < now() + interval '2 hours' as soon from etsy_connections where seller_id = $1`,
      [shop.sellerId],
    );
    expect(soon).toBe(true);
  });
});
