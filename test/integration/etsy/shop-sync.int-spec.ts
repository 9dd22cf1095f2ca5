import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ShopSyncService, SyncRequestsService, SyncRunsRepository } from '#features/etsy';
import type { Id } from '#platform/ids';
import { startWorkshop, type EtsyWorkshop } from './support/etsy-workshop.js';

/** Everything of a catalogue but what says when it was read. */
async function catalogueOf(workshop: EtsyWorkshop, sellerId: Id<'sel'>): Promise<unknown[]> {
  return workshop.database.dataSource.query(
    `select etsy_id, title, state, quantity, price_minor, tags, skus, variants, content_hash, shelf, deleted_at is null as alive
       from products where seller_id = $1 order by etsy_id`,
    [sellerId],
  );
}

async function countAlive(workshop: EtsyWorkshop, sellerId: Id<'sel'>): Promise<number> {
  const [counted] = await workshop.database.dataSource.query(
    `select count(*)::int as n from products where seller_id = $1 and deleted_at is null`,
    [sellerId],
  );
  return counted.n;
}

/** Not tried again, unlike a broken connection, so that the test need not wait. */
const DEAD = { kind: 'status', status: 400 } as const;

describe('the sync of a shop', () => {
  let workshop: EtsyWorkshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(async () => workshop.close());
  afterEach(() => workshop.etsy.resetControls());

  it('brings every listing of every state, and a second pass writes only what changed', async () => {
    const states = { inactive: 120, sold_out: 7, draft: 3, expired: 101 };
    const { sellerId } = await workshop.aShop({ listings: 700, states });
    const first = await workshop.sync(sellerId);
    expect(first).toMatchObject({
      status: 'completed',
      seenCount: 700,
      totalCount: 700,
      changedCount: 700,
    });
    const counts = await workshop.database.dataSource.query(
      `select state, count(*)::int as n from products where seller_id = $1 group by state order by state`,
      [sellerId],
    );
    expect(counts).toEqual([
      { state: 'active', n: 469 },
      { state: 'draft', n: 3 },
      { state: 'expired', n: 101 },
      { state: 'inactive', n: 120 },
      { state: 'sold_out', n: 7 },
    ]);
    const second = await workshop.sync(sellerId);
    expect(second).toMatchObject({
      status: 'completed',
      seenCount: 700,
      changedCount: 0,
      removedCount: 0,
    });
  });

  it('tombstones what is gone from Etsy, and brings back what comes back', async () => {
    const { sellerId, shopId } = await workshop.aShop({ listings: 40 });
    await workshop.sync(sellerId);
    const shop = workshop.etsy.world.shop(shopId);
    const [gone] = workshop.etsy.world
      .catalogue(shop)
      .page({ state: 'active', sectionIds: null, sortOn: 'created', ascending: true }, 3, 1);
    workshop.etsy.deleteListing(gone?.listingId ?? 0);
    const pass = await workshop.sync(sellerId);
    expect(pass).toMatchObject({ status: 'completed', removedCount: 1 });
    expect(await countAlive(workshop, sellerId)).toBe(39);
  });

  it('loses no product while lists shuffle and repeat rows between pages', async () => {
    const { sellerId, shopId } = await workshop.aShop({ listings: 900 });
    await workshop.sync(sellerId);
    workshop.etsy.setPaging(shopId, { mode: 'repeated', rows: 5 });
    const repeated = await workshop.sync(sellerId);
    expect(repeated).toMatchObject({ status: 'completed', removedCount: 0 });
    workshop.etsy.setPaging(shopId, { mode: 'shuffled' });
    expect(await workshop.sync(sellerId)).toMatchObject({ status: 'completed', removedCount: 0 });
    expect(await countAlive(workshop, sellerId)).toBe(900);
  });

  it('loses no product of a shop whose one state fails, and says which', async () => {
    const { sellerId, shopId } = await workshop.aShop({ listings: 600, states: { sold_out: 250 } });
    await workshop.sync(sellerId);
    workshop.etsy.addFault({
      operation: 'getListingsByShop',
      state: 'sold_out',
      shopId,
      times: null,
      action: { kind: 'status', status: 500 },
    });
    const failed = await workshop.sync(sellerId);
    expect(failed).toMatchObject({
      status: 'failed',
      error: 'etsy.states_missing',
      removedCount: 0,
    });
    expect(failed.cursor.failed).toEqual(['sold_out']);
    expect(failed.seenCount).toBe(350);
    expect(await countAlive(workshop, sellerId)).toBe(600);
    workshop.etsy.clearFaults();
    expect(await workshop.sync(sellerId)).toMatchObject({ status: 'completed', seenCount: 600 });
  });

  it('syncs past a listing whose inventory Etsy can never give', async () => {
    const { sellerId, shopId } = await workshop.aShop({ listings: 60 });
    workshop.etsy.addFault({
      operation: 'getListingsInventoryByListingIds',
      times: 7,
      action: { kind: 'status', status: 500 },
    });
    expect(await workshop.sync(sellerId)).toMatchObject({ status: 'completed' });
    expect(await countAlive(workshop, sellerId)).toBe(
      Object.values(
        workshop.etsy.world.catalogue(workshop.etsy.world.shop(shopId)).countsByState(),
      ).reduce((a, b) => a + b, 0),
    );
  });

  it('ends, after a kill at any of 20 points, where an undisturbed sync ends', async () => {
    const order = { listings: 800, states: { inactive: 150, expired: 120 } };
    const { sellerId } = await workshop.aShop(order);
    await workshop.sync(sellerId);
    expect(workshop.etsy.counters().total).toBeGreaterThan(21);
    const calm = await catalogueOf(workshop, sellerId);
    for (let point = 1; point <= 20; point += 1) {
      // Some are new to us, some have changed.
      await workshop.database.dataSource.query(
        `with gone as (delete from products where seller_id = $1 and etsy_id % 16 = 0)
         update products set title = 'old', content_hash = 'old' where seller_id = $1 and etsy_id % 16 > 0 and etsy_id % 7 = 0`,
        [sellerId],
      );
      // Request n is the last that is answered, and the worker is never heard of again.
      workshop.etsy.addFault({ skip: point, times: null, action: DEAD });
      const run = await workshop.get(SyncRequestsService).request(sellerId, 'manual');
      await workshop.get(ShopSyncService).work(run.id, 'a worker that dies');
      const [, killed] = await workshop.database.dataSource.query(
        `update sync_runs set status = 'running', lease_until = now() + interval '1 minute' where id = $1 and status = 'waiting'`,
        [run.id],
      );
      expect(killed).toBe(1);
      expect(await workshop.get(SyncRunsRepository).claim(run.id, 'too early')).toBeNull();
      workshop.etsy.clearFaults();
      expect(await workshop.workOff(sellerId)).toMatchObject({
        status: 'completed',
        seenCount: 800,
      });
      expect(await catalogueOf(workshop, sellerId)).toEqual(calm);
    }
  }, 120_000);

  it('lets nobody write whose lease was taken over', async () => {
    const { sellerId } = await workshop.aShop({ listings: 500 });
    const run = await workshop.get(SyncRequestsService).request(sellerId, 'manual');
    const runs = workshop.get(SyncRunsRepository);
    const old = await runs.claim(run.id, 'slow');
    await workshop.database.dataSource.query(
      `update sync_runs set lease_until = now() where id = $1`,
      [run.id],
    );
    await runs.claim(run.id, 'quick');
    await workshop.database.dataSource.transaction(async (manager) => {
      expect(await runs.hold(manager, run.id, old?.epoch ?? 0)).toBe(false);
    });
  });

  it('syncs a shop of 13,000 active listings whole', async () => {
    // Searching is no part of this, and describing the words of a product is most of what a row costs.
    const { dataSource } = workshop.database;
    await dataSource.query(`alter table products disable trigger user`);
    const { sellerId } = await workshop.aShop({ listings: 13_000 });
    expect(await workshop.sync(sellerId)).toMatchObject({ status: 'completed', seenCount: 13_000 });
    expect(await countAlive(workshop, sellerId)).toBe(13_000);
    await dataSource.query(`alter table products enable trigger user`);
  }, 120_000);
});
