import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf } from '../../support/api-app.js';
import {
  authorizeUrl,
  connectShop,
  decide,
  type EtsyHouse,
  type HouseSeller,
  landing,
  startEtsyHouse,
  synced,
} from './support/etsy-house.js';

describe('connecting a shop', () => {
  let house: EtsyHouse;
  let first: HouseSeller;

  beforeAll(async () => {
    house = await startEtsyHouse();
  });
  afterAll(async () => house.close());

  it('goes through the consent page, syncs by itself and shows the catalogue', async () => {
    const seller = await house.seller();
    first = seller;
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

  it('tells the dashboard when the person says no, and keeps nothing', async () => {
    const seller = await house.seller();
    const back = await decide(await authorizeUrl(house, seller), 'deny');
    const { status, url } = await landing(house, back);
    expect(status).toBe(302);
    expect(`${url.pathname}${url.search}`).toBe('/dashboard?etsy_error=access_denied');
    const state = await bodyOf(
      await house.api.fetch('/etsy/oauth/connection', { token: seller.token }),
    );
    expect(state).toEqual({ connected: false, connection: null });
  });

  it("refuses a state that is used, too old, unknown, or another seller's", async () => {
    const seller = await house.seller();
    const other = await house.seller();
    const used = await decide(await authorizeUrl(house, seller), 'deny');
    await landing(house, used);
    const old = await decide(await authorizeUrl(house, seller), 'allow');
    await house.worker.database.dataSource.query(
      `update etsy_oauth_states set expires_at = now() where used_at is null`,
    );
    const foreign = await decide(await authorizeUrl(house, seller), 'allow');
    for (const [path, cookie] of [
      [used],
      [old],
      ['/etsy/oauth/callback?state=made-up&code=made-up'],
      ['/etsy/oauth/callback'],
      ['/etsy/oauth/callback?state=a&state=b&code[]=c'],
      [foreign, other.cookie],
      // Used up by the attempt before, even for its owner.
      [foreign, seller.cookie],
    ]) {
      const { url } = await landing(house, path ?? '', cookie);
      expect(url.search).toBe('?etsy_error=state_refused');
    }
  });

  it('refuses a shop that another account has connected', async () => {
    // The demo shop belongs to the first test's seller.
    const { url } = await landing(
      house,
      await decide(await authorizeUrl(house, await house.seller()), 'allow'),
    );
    expect(url.search).toBe('?etsy_error=shop_taken');
  });

  it('tells progress, quota and why a sync waits, and forgets everything at disconnect', async () => {
    const { token } = first;
    const progress = await bodyOf(await house.api.fetch('/products/sync', { token }));
    expect(progress.sync).toMatchObject({ status: 'completed', missingStates: [], waiting: null });
    expect(Date.parse(progress.nextSyncAt)).toBeGreaterThan(Date.now());
    const quota = await bodyOf(await house.api.fetch('/etsy/quota', { token }));
    expect(quota).toMatchObject({ shared: true, backgroundPaused: false });
    const listed = await bodyOf(await house.api.fetch('/products?limit=1', { token }));
    const gone = await house.api.fetch('/etsy/oauth/connection', { token, method: 'DELETE' });
    expect(await bodyOf(gone)).toEqual({ success: true });
    expect((await bodyOf(await house.api.fetch('/products', { token }))).total).toBe(0);
    const single = await house.api.fetch(`/products/${listed.products[0].id}`, { token });
    expect(single.status).toBe(404);
    const again = await house.api.fetch('/products/sync', { token, method: 'POST' });
    expect(again.status).toBe(400);
    const [{ n }] = await house.worker.database.dataSource.query(
      `select count(*)::int as n from products where raw_data is not null`,
    );
    expect(n).toBe(0);
  });
});
