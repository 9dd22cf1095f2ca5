import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf } from '../../support/api-app.js';
import {
  authorizeUrl,
  connectShop,
  decide,
  type EtsyHouse,
  landing,
  startEtsyHouse,
  synced,
} from './support/etsy-house.js';

describe('connecting a shop', () => {
  let house: EtsyHouse;

  beforeAll(async () => {
    house = await startEtsyHouse();
  });
  afterAll(async () => house.close());

  it('goes through the consent page, syncs by itself and shows the catalogue', async () => {
    const seller = await house.seller();
    await connectShop(house, seller);
    await synced(house, seller);
    const { token } = seller;
    const answer = await bodyOf(await house.api.fetch('/products?limit=100', { token }));
    const listed = house.worker.standins.etsy.world.catalogue(house.worker.standins.etsy.demoShop);
    const total = Object.values(listed.countsByState()).reduce((sum, n) => sum + n, 0);
    expect(answer.total).toBe(total);
    expect(answer.products).toHaveLength(100);
    const again = await house.api.fetch('/products/sync', { token, method: 'POST' });
    expect(again.status).toBe(200);
    expect(await bodyOf(again)).toEqual({ success: true, synced: total });
  });
});
