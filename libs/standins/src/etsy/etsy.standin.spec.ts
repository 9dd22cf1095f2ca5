import { describe, expect, it } from 'vitest';
import { listPageSchema, runStandin } from './running-standin.factory.js';
import { LISTING_STATES } from './catalogue/standin-listing.js';

describe('the demo shop', () => {
  it('sells 300 products in every state, walked page by page', async () => {
    const { list } = runStandin();
    const seen = new Set<number>();
    for (const state of LISTING_STATES) {
      let count = 1;
      for (let offset = 0; offset < count; offset += 100) {
        const page = await list(`state=${state}&limit=100&offset=${offset}`);
        expect(
          page.results.every(
            (row) => row.state === state && (state !== 'active' || row.quantity > 0),
          ),
        ).toBe(true);
        page.results.forEach((row) => seen.add(row.listing_id));
        count = page.count;
      }
      expect(count).toBeGreaterThan(0);
    }
    expect(seen.size).toBe(300);
  });

  it('is the same on every machine', async () => {
    const titles = async (): Promise<string[]> =>
      (await runStandin().list('limit=100')).results.map((row) => row.title);
    expect(await titles()).toEqual(await titles());
  });

  it('escapes titles as Etsy does and draws the pictures it names', async () => {
    const { app, etsy, get } = runStandin();
    const { access_token } = etsy.grant(etsy.demoShop.shopId);
    const page = await get(
      `/shops/${etsy.demoShop.shopId}/listings?limit=100&includes=Images`,
      access_token,
    );
    expect(page.body).toContain('&amp;');
    expect(page.body).toContain('&#39;');
    const url = /http:\/\/[^"]+570/.exec(page.body)?.[0] ?? '';
    const image = await app.inject({ url: new URL(url).pathname });
    expect(image.headers['content-type']).toBe('image/svg+xml');
    expect(image.body).toContain('<svg');
  });

  it('refuses offsets past 12,000 in its words', async () => {
    const { etsy, get } = runStandin();
    const { access_token } = etsy.grant(etsy.demoShop.shopId);
    const answer = await get(`/shops/${etsy.demoShop.shopId}/listings?offset=12001`, access_token);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({
      error: 'Offset provided is greater than the maximum offset allowed.',
    });
  });

  it('shows drafts to their owner only', async () => {
    const { etsy, get, list } = runStandin();
    const draft = (await list('state=draft&limit=1')).results[0]?.listing_id;
    expect((await get(`/listings/${draft}`)).statusCode).toBe(404);
    expect(
      (await get(`/listings/${draft}`, etsy.grant(etsy.demoShop.shopId).access_token)).statusCode,
    ).toBe(200);
  });

  it('serves any page of a shop of 100,000 and sorts an edited listing to the front', async () => {
    const { etsy, list } = runStandin();
    const shop = etsy.addShop({ name: 'Bulk', listings: 100_000, states: { sold_out: 10 } });
    const page = await list('limit=100&offset=12000', shop.shopId);
    expect(page.count).toBe(99_990);
    expect(page.results).toHaveLength(100);
    const edited = page.results[50]?.listing_id ?? 0;
    etsy.editListing(edited, { title: 'Changed' });
    expect((await list('limit=1&sort_on=updated', shop.shopId)).results[0]?.listing_id).toBe(
      edited,
    );
  });
});

describe('change', () => {
  it('lives: stock and words change, and what is deleted leaves no trace', async () => {
    const { etsy, get } = runStandin();
    const events = etsy.tick({ steps: 60 });
    const kinds = 'sold restocked repriced reworded deleted published hidden shown'.split(' ');
    expect(new Set(events.map((e) => e.what))).toEqual(new Set(kinds));
    const deleted = events.find((e) => e.what === 'deleted');
    expect((await get(`/listings/${deleted?.listingId}`)).statusCode).toBe(404);
  });

  it('deletes the variations that an inventory PUT leaves out, and refuses one without stock', async () => {
    const { app, etsy } = runStandin();
    const { source } = etsy.world.catalogue(etsy.demoShop);
    const built = Array.from({ length: source.size }, (_, k) => source.build(k));
    const listingId = built.find((l) => l.inventory?.products.length === 3)?.listingId ?? 0;
    const headers = {
      'x-api-key': 'keystring:secret',
      authorization: `Bearer ${etsy.grant(etsy.demoShop.shopId).access_token}`,
    };
    const put = (products: unknown) =>
      app.inject({
        method: 'PUT',
        url: `/etsy/v3/application/listings/${listingId}/inventory`,
        headers,
        payload: { products },
      });
    const offer = (quantity: number) => ({
      offerings: [{ price: 12.5, quantity, is_enabled: true, readiness_state_id: null }],
    });
    const refused = await put([offer(0)]);
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toEqual({ error: 'One offering must have quantity greater than 0' });
    expect((await put([{ ...offer(2), product_id: 1 }])).statusCode).toBe(400);
    expect((await put([offer(2)])).statusCode).toBe(200);
    const after = etsy.world.listing(listingId).listing.inventory;
    expect(after?.products.map((p) => [p.quantity, p.priceMinor])).toEqual([[2, 1_250]]);
  });

  it('sells by an order that its owner can read', async () => {
    const { etsy, get, list } = runStandin();
    const { access_token } = etsy.grant(etsy.demoShop.shopId);
    const row = (await list('limit=1')).results[0];
    const order = etsy.placeOrder({ listingId: row?.listing_id ?? 0 });
    const left = await get(`/listings/${row?.listing_id}`, access_token);
    expect(left.json()).toMatchObject({ quantity: (row?.quantity ?? 0) - 1 });
    const receipt = await get(`/shops/${order.shopId}/receipts/${order.receiptId}`, access_token);
    expect(receipt.json()).toMatchObject({
      transactions: [{ listing_id: row?.listing_id, quantity: 1 }],
    });
  });

  it('stays a shop worth looking at after hundreds of steps', async () => {
    const { etsy } = runStandin();
    etsy.tick({ steps: 300 });
    const counts = etsy.world.catalogue(etsy.demoShop).countsByState();
    expect(counts['active']).toBeGreaterThan(200);
    expect(counts['sold_out']).toBeLessThan(40);
    expect(LISTING_STATES.filter((state) => counts[state] === 0)).toEqual([]);
  });
});

describe('trouble on order', () => {
  it('fails one state as told over HTTP and lets the others pass', async () => {
    const { app, etsy, get } = runStandin();
    const { access_token } = etsy.grant(etsy.demoShop.shopId);
    const fault = {
      operation: 'getListingsByShop',
      state: 'draft',
      times: null,
      action: { kind: 'status', status: 500 },
    };
    await app.inject({ method: 'POST', url: '/etsy/_control/faults', payload: fault });
    const list = `/shops/${etsy.demoShop.shopId}/listings`;
    expect((await get(`${list}?state=draft`, access_token)).json()).toEqual({
      error: 'Server Error',
    });
    expect((await get(`${list}?state=expired`, access_token)).statusCode).toBe(200);
    etsy.addFault({ operation: 'getListingsByShop', action: { kind: 'html' } });
    expect((await get(list, access_token)).headers['content-type']).toContain('text/html');
  });

  it('repeats rows between pages, and nothing is lost once that stops', async () => {
    const { etsy, get } = runStandin();
    const { shopId } = etsy.demoShop;
    const { access_token } = etsy.grant(shopId);
    etsy.setPaging(shopId, { mode: 'repeated', rows: 3, times: 1 });
    const ids = async (offset: number): Promise<number[]> => {
      const page = await get(`/shops/${shopId}/listings?limit=10&offset=${offset}`, access_token);
      return listPageSchema.parse(page.json()).results.map((r) => r.listing_id);
    };
    const [first, second, again] = [await ids(0), await ids(10), await ids(10)];
    expect(second.slice(0, 3)).toEqual(first.slice(-3));
    expect(new Set([...first, ...again]).size).toBe(20);
  });
});
