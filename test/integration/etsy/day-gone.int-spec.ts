import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveCatalogueService } from '#features/etsy';
import { bodyOf, type ParsedJson } from '../../support/apps/api-app.js';
import { eventually } from '../../support/eventually.js';
import { askForSync } from './support/following-sync.js';
import {
  startEtsyHouse,
  syncedShop,
  type EtsyHouse,
  type HouseSeller,
} from './support/etsy-house.js';

describe('with the budget of the day gone', () => {
  let house: EtsyHouse;

  beforeAll(async () => {
    house = await startEtsyHouse();
  });
  afterAll(async () => house.close());

  const get = async ({ token }: HouseSeller, path: string): Promise<ParsedJson> =>
    bodyOf(await house.api.fetch(path, { token }));

  it('a sync waits and says why, and what a buyer asks about is read all the same', async () => {
    const { seller } = await syncedShop(house, 30);
    const { etsy } = house.worker.standins;
    const product = (await get(seller, '/products?stock=in&limit=1')).products[0];
    etsy.setLimits({
      perDay: 1_000,
      usedToday: 850,
      keystring: house.worker.config.etsy.apiKey,
      enforced: true,
    });
    etsy.setStock(Number(product.etsyListingId), 41);
    await house.worker.database.dataSource.query(
      `with c as (update catalogues set confirmed_at = now() - interval '1 hour')
       update products set synced_at = now() - interval '1 hour'`,
    );
    await askForSync(house, seller);
    const { sync } = await eventually('a sync that waits', async () => {
      const state = await get(seller, '/products/sync');
      return state.sync.waiting === null ? null : state;
    });
    expect(sync).toMatchObject({ status: 'waiting', waiting: { reason: 'etsy.quota_day' } });
    expect(sync.waiting.message).toContain("Today's share");
    expect(Date.parse(sync.waiting.until)).toBeGreaterThan(Date.now());
    expect(await get(seller, '/etsy/quota')).toMatchObject({
      perDay: 1_000,
      reserved: 200,
      backgroundPaused: true,
    });
    const live = house.worker.app.get(LiveCatalogueService, { strict: false });
    const found = await live.getForAgent(seller.sellerId, product.id, { sellableOnly: true });
    expect(found?.product.quantity).toBe(41);
  });
});
