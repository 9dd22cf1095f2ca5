import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  EtsyDisconnectService,
  ListingRefreshService,
  LiveCatalogueService,
  ShopFactsService,
  ShopSyncService,
  SyncRequestsService,
} from '#features/etsy';
import { CatalogueService, type Product } from '#features/products';
import type { Id } from '#platform/ids';
import { eventually } from '../../support/eventually.js';
import { startWorkshop, type EtsyWorkshop, type TestShop } from './support/etsy-workshop.js';

/** What Etsy may send or refuse by its document, and hardly ever does. */
describe('an odd shop', () => {
  let workshop: EtsyWorkshop;
  let shop: TestShop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(async () => workshop.close());
  afterEach(() => workshop.etsy.resetControls());

  async function syncedShop(listings = 20): Promise<Product[]> {
    shop = await workshop.aShop({ listings });
    await workshop.sync(shop.sellerId);
    return onSale();
  }

  async function onSale(): Promise<Product[]> {
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
    return page.products;
  }

  const shownToBuyers = async (id: Id<'prod'>): Promise<boolean> => {
    const live = workshop.get(LiveCatalogueService);
    return (await live.getForAgent(shop.sellerId, id, { sellableOnly: true })) !== null;
  };

  it('shows no buyer what is for one buyer only, or in a state nobody has heard of', async () => {
    const [secret, frozen, usual] = await syncedShop();
    if (!secret || !frozen || !usual) throw new Error('the shop has too little');
    workshop.etsy.editListing(Number(secret.etsyId), { isPrivate: true });
    workshop.etsy.editListing(Number(frozen.etsyId), { state: 'frozen' });
    await workshop.sync(shop.sellerId);
    expect(await shownToBuyers(usual.id)).toBe(true);
    expect(await shownToBuyers(secret.id)).toBe(false);
    expect(await shownToBuyers(frozen.id)).toBe(false);
    const ids = (await onSale()).map((one) => one.id);
    expect(ids).not.toContain(secret.id);
    expect(ids).toContain(usual.id);
  });

  it('is read although one listing that is gone costs the whole batch', async () => {
    const [gone, changed] = await syncedShop();
    if (!gone || !changed) throw new Error('the shop has too little');
    workshop.etsy.deleteListing(Number(gone.etsyId));
    workshop.etsy.editListing(Number(changed.etsyId), { title: 'New words' });
    const refused = { kind: 'status', status: 404, body: { error: 'not found' } } as const;
    const fault = { operation: 'getListingsByListingIds', times: 1, action: refused };
    workshop.etsy.addFault(fault);
    const refreshes = workshop.get(ListingRefreshService);
    await refreshes.refresh(shop.sellerId, [gone.etsyId, changed.etsyId], 'live');
    const catalogue = workshop.get(CatalogueService);
    expect(await catalogue.find(shop.sellerId, gone.id)).toBeNull();
    expect((await catalogue.get(shop.sellerId, changed.id)).title).toBe('New words');
    const [another] = (await onSale()).filter((one) => one.id !== changed.id);
    workshop.etsy.deleteListing(Number(another?.etsyId));
    workshop.etsy.addFault(fault);
    expect(await workshop.sync(shop.sellerId)).toMatchObject({
      status: 'completed',
      removedCount: 1,
    });
  });

  it('leaves nothing behind when it is disconnected while a listing is being read', async () => {
    const [asked] = await syncedShop();
    workshop.etsy.editListing(Number(asked?.etsyId), { title: 'New words' });
    workshop.etsy.addFault({
      operation: 'getListingsByListingIds',
      times: 1,
      action: { kind: 'slow', delayMs: 500 },
    });
    const reading = workshop
      .get(ListingRefreshService)
      .refresh(shop.sellerId, [asked?.etsyId ?? ''], 'live');
    await eventually('Etsy being asked', async () => workshop.etsy.listFaults().length === 0);
    await workshop.get(EtsyDisconnectService).disconnect(shop.sellerId);
    await reading;
    const kept = await workshop.database.dataSource.query(
      `select 1 from products where seller_id = $1 and (deleted_at is null or raw_data is not null)`,
      [shop.sellerId],
    );
    expect(kept).toEqual([]);
  });

  it('may say more of itself than is kept, in whatever characters', async () => {
    shop = await workshop.aShop({ listings: 5 });
    const { policies } = workshop.etsy.world.shop(shop.shopId);
    workshop.etsy.world.editShop(shop.shopId, {
      announcement: `${'x'.repeat(985)}${'\u{1f600}'.repeat(2_000)}`,
      policies: { ...policies, policy_shipping: `x${'\u{1f600}'.repeat(2_500)}` },
    });
    expect(await workshop.sync(shop.sellerId)).toMatchObject({ status: 'completed' });
    const facts = await workshop.get(ShopFactsService).forSeller(shop.sellerId);
    expect(facts?.lines.find((line) => line.startsWith('Announcement'))).toBeDefined();
    for (const line of facts?.lines ?? []) expect(line.isWellFormed()).toBe(true);
  });

  it('is not left alone for a day because Etsy says so', async () => {
    await syncedShop(5);
    workshop.etsy.addFault({
      times: null,
      action: {
        kind: 'status',
        status: 429,
        body: { error: 'Exceeded daily rate limit' },
        headers: { 'retry-after': '86400' },
      },
    });
    const { id } = await workshop.get(SyncRequestsService).request(shop.sellerId, 'manual');
    await workshop.get(ShopSyncService).work(id, 'a worker');
    const [run] = await workshop.database.dataSource.query(
      `select status, available_at < now() + interval '1 hour' as soon from sync_runs where id = $1`,
      [id],
    );
    expect(run).toEqual({ status: 'waiting', soon: true });
  });
});
