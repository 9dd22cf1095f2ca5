/** EtsyClient against the stand-in over loopback HTTP: reading and writing a shop. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ETSY_LISTING_STATES, findInventories, inventoryToUpdate } from '#clients/etsy';
import { etsyFailureOf, type RunningEtsy, runEtsy } from '../support/apps/running-etsy.js';

let running: RunningEtsy;
beforeEach(async () => {
  running = await runEtsy();
});
afterEach(() => running.close());

describe('reading', () => {
  it('walks every state of the shop, each listing once, with its pictures', async () => {
    const client = running.clientWith();
    const seen = new Map<number, string>();
    for (const state of ETSY_LISTING_STATES) {
      for (let offset = 0, count = 1; offset < count; offset += 100) {
        const page = await client.getListingsByShop(running.call(), running.shopId, state, {
          limit: 100,
          offset,
        });
        expect(page.rejected).toEqual([]);
        expect(page.listings.every((l) => (l.images ?? []).length > 0)).toBe(true);
        page.listings.forEach((l) => seen.set(l.listing_id, l.title));
        count = page.count;
      }
    }
    expect(seen.size).toBe(300);
    expect([...seen.values()].some((title) => title.includes('&amp;'))).toBe(true);
  });

  it('finds the inventories of a batch of which some listings are gone', async () => {
    const client = running.clientWith();
    const page = await client.getListingsByShop(running.call(), running.shopId, 'active', {
      limit: 60,
    });
    const ids = page.listings.map((l) => l.listing_id);
    const gone = [ids[7] ?? 0, ids[31] ?? 0];
    gone.forEach((id) => running.etsy.deleteListing(id));
    const found = await findInventories(client, running.call(), ids);
    expect(new Set(found.missing)).toEqual(new Set(gone));
    expect(found.inventories.size).toBe(58);
    const kinds = new Set([...found.inventories.values()].map((inventory) => inventory === null));
    expect(kinds).toEqual(new Set([true, false]));
  });

  it('says of a deleted listing that it is not there', async () => {
    const { listings } = await running
      .clientWith()
      .getListingsByShop(running.call(), running.shopId, 'active', {
        limit: 1,
      });
    const id = listings[0]?.listing_id ?? 0;
    running.etsy.deleteListing(id);
    expect((await etsyFailureOf(running.clientWith().getListing(running.call(), id))).reason).toBe(
      'not_found',
    );
    expect(await running.clientWith().getListingInventory(running.call(), id)).toBeNull();
  });
});

describe('writing', () => {
  it('changes the stock of one variation and leaves the others as they are', async () => {
    const client = running.clientWith();
    const { listings } = await client.getListingsByShop(running.call(), running.shopId, 'active', {
      limit: 100,
    });
    const id = listings.find((l) => l.has_variations)?.listing_id ?? 0;
    const before = await client.getListingInventory(running.call(), id);
    if (before === null) throw new Error('no inventory');
    const update = inventoryToUpdate(before);
    const offering = update.products[1]?.offerings[0];
    if (offering === undefined) throw new Error('no second offering');
    offering.quantity = 77;
    const after = await client.updateListingInventory(running.call(), id, update);
    const stock = (inventory: typeof before): number[] =>
      inventory.products.flatMap((p) => p.offerings.map((o) => o.quantity));
    expect(stock(after)).toEqual(stock(before).map((quantity, k) => (k === 1 ? 77 : quantity)));
    const rest = ({ products }: typeof before) =>
      products.map((p) => [p.product_id, p.sku, p.property_values, p.offerings[0]?.price]);
    expect(rest(after)).toEqual(rest(before));
  });

  it("reports Etsy's refusals as they come, object or array", async () => {
    const client = running.clientWith();
    const { listings } = await client.getListingsByShop(running.call(), running.shopId, 'active', {
      limit: 100,
    });
    const id = listings.find((l) => l.has_variations)?.listing_id ?? 0;
    const inventory = await client.getListingInventory(running.call(), id);
    const update = inventoryToUpdate(
      inventory ?? {
        products: [],
        price_on_property: [],
        quantity_on_property: [],
        sku_on_property: [],
        readiness_state_on_property: [],
      },
    );
    update.products.forEach((p) => p.offerings.forEach((o) => (o.quantity = 0)));
    const empty = await etsyFailureOf(client.updateListingInventory(running.call(), id, update));
    expect(empty).toMatchObject({
      reason: 'validation',
      description: 'One offering must have quantity greater than 0',
    });
    const title = await etsyFailureOf(
      client.updateListing(running.call(), running.shopId, id, { title: 'A$ mug' }),
    );
    expect(title).toMatchObject({
      reason: 'validation',
      issues: [{ path: '/title/1', message: 'contains invalid characters' }],
    });
  });

  it('is never repeated by the client', async () => {
    running.etsy.addFault({
      operation: 'updateListing',
      times: null,
      action: { kind: 'status', status: 500 },
    });
    const { listings } = await running
      .clientWith()
      .getListingsByShop(running.call(), running.shopId, 'active', {
        limit: 1,
      });
    const failure = await etsyFailureOf(
      running
        .clientWith()
        .updateListing(running.call(), running.shopId, listings[0]?.listing_id ?? 0, {
          title: 'New',
        }),
    );
    expect(failure).toMatchObject({ reason: 'server_error', mayHaveHappened: true });
    expect(running.etsy.counters().byOperation['updateListing']).toBe(1);
  });
});
