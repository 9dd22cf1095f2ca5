import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, startTestApi } from '../../support/apps/api-app.js';
import {
  connectShop,
  decide,
  type EtsyHouse,
  type HouseSeller,
  landing,
  startAttempt,
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
    const attempt = await startAttempt(house, seller);
    const { status, url } = await landing(house, await decide(attempt, 'deny'), attempt.cookie);
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
    const first = await startAttempt(house, seller);
    const used = await decide(first, 'deny');
    await landing(house, used, first.cookie);
    const second = await startAttempt(house, seller);
    const old = await decide(second, 'allow');
    await house.worker.database.dataSource.query(
      `update etsy_oauth_states set expires_at = now() where used_at is null`,
    );
    const third = await startAttempt(house, seller);
    const foreign = await decide(third, 'allow');
    for (const [path, cookie] of [
      [used, first.cookie],
      [old, second.cookie],
      ['/etsy/oauth/callback?state=made-up&code=made-up'],
      ['/etsy/oauth/callback'],
      ['/etsy/oauth/callback?state=a&state=b&code[]=c'],
      [foreign, `${other.cookie}; ${third.cookie}`],
      // Used up by the attempt before, even for its owner.
      [foreign, `${seller.cookie}; ${third.cookie}`],
    ]) {
      const { url } = await landing(house, path ?? '', cookie);
      expect(url.search).toBe('?etsy_error=state_refused');
    }
  });

  it('gives a browser a cookie for the way back alone, and takes it away after it', async () => {
    const { token } = await house.seller();
    const started = await house.api.fetch('/etsy/oauth/authorize', { token });
    const [cookie = ''] = started.headers.getSetCookie();
    expect(cookie).toMatch(
      /^ifa_etsy_[\w-]{16}=[\w-]{43}; Max-Age=600; Path=\/etsy\/oauth\/callback; HttpOnly; SameSite=Lax$/,
    );
    const state = new URL((await bodyOf(started)).redirectUrl).searchParams.get('state');
    const answer = await house.api.fetch(`/etsy/oauth/callback?state=${state}&error=other`, {
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^ifa_etsy_[\w-]{16}=; Max-Age=0; Path=\/etsy\/oauth\/callback;/,
    );
  });

  it('refuses a browser that did not start the attempt, and then everybody', async () => {
    const attacker = await house.seller();
    const victim = await house.seller();
    const attempt = await startAttempt(house, attacker);
    const other = await startAttempt(house, victim);
    const [name, key] = [attempt.cookie.split('=')[0], other.cookie.split('=')[1]];
    // Somebody without an account who follows the link; then with the key of another attempt.
    for (const cookie of [undefined, other.cookie, `${name}=${key}`, `${name}=`]) {
      const tried = await startAttempt(house, attacker);
      const forged = cookie?.replace(String(name), tried.cookie.split('=')[0] ?? '');
      const { url } = await landing(house, await decide(tried, 'allow'), forged);
      expect(url.search).toBe('?etsy_error=other_browser');
      const late = await landing(house, await decide(tried, 'allow'), tried.cookie);
      expect(late.url.search).toBe('?etsy_error=state_refused');
    }
    const state = await house.api.fetch('/etsy/oauth/connection', { token: attacker.token });
    expect(await bodyOf(state)).toEqual({ connected: false, connection: null });
  });

  it('lets two tabs of one browser each finish their own attempt', async () => {
    const seller = await house.seller();
    const tabs = [await startAttempt(house, seller), await startAttempt(house, seller)];
    const cookies = tabs.map((tab) => tab.cookie).join('; ');
    for (const tab of tabs) {
      const { url } = await landing(house, await decide(tab, 'deny'), cookies);
      expect(url.search).toBe('?etsy_error=access_denied');
    }
  });

  it('brings the answer to the address the seller uses, once, when another name is registered at Etsy', async () => {
    const api = await startTestApi({
      databaseUrl: house.worker.database.url,
      redisUrl: house.worker.redisUrl,
      env: {
        PUBLIC_URL: 'https://ifa.example',
        ETSY_REDIRECT_URI: 'https://www.ifa.example/api/etsy/oauth/callback',
      },
    });
    try {
      const { token } = await house.seller();
      const started = await api.fetch('/etsy/oauth/authorize', { token });
      expect(started.headers.getSetCookie()[0]).toMatch(
        /Path=\/api\/etsy\/oauth\/callback; HttpOnly; Secure; SameSite=Lax$/,
      );
      const state = new URL((await bodyOf(started)).redirectUrl).searchParams.get('state');
      const path = `/etsy/oauth/callback?state=${state}&code=a%26b`;
      const answer = await api.fetch(path);
      expect(answer.headers.get('location')).toBe(`https://ifa.example/api${path}&moved=1`);
      const moved = await api.fetch(`${path}&moved=1`);
      expect(moved.headers.get('location')).toContain('etsy_error=other_browser');
    } finally {
      await api.close();
    }
  });

  it('refuses a shop that another account has connected', async () => {
    // The demo shop belongs to the first test's seller.
    const attempt = await startAttempt(house, await house.seller());
    const { url } = await landing(house, await decide(attempt, 'allow'), attempt.cookie);
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
