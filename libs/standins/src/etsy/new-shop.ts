/** Setting up a shop: its ids, its name, and what it says of itself. Pure; the world keeps what is made here. */
import { EtsyHttpError } from './api/etsy-http-error.js';
import type { ListingState } from './catalogue/standin-listing.js';
import type { ShopRecord } from './etsy-state.js';
import { announcementOf, DEMO_SHOP, NEWCOMER_NAMES, policiesOf } from './words/demo-shop.js';

/** How to set up another shop. */
export interface NewShop {
  name: string;
  /** A new member owns it when absent. */
  ownerUserId?: number;
  shopId?: number;
  listings?: number;
  /** Bulk shops are computed row by row; the default from 500 listings on. */
  kind?: 'demo' | 'bulk';
  /** Bulk only: how many listings of each state; the rest are active. */
  states?: Partial<Record<ListingState, number>>;
  seed?: number;
  currency?: string;
  title?: string;
}

/** Shops are this old when they are set up; their listings were made during that time. */
export const SHOP_AGE_SECONDS = 1_000 * 86_400;
/** The demo vocabulary has about 600 combinations; larger shops are computed. */
const BULK_FROM = 500;
const MAX_LISTINGS = 5_000_000;
const NEWCOMER_LISTINGS = 120;
/** Ids apart from each other for the largest shop that can be made. */
const LISTING_ID_SPAN = 20_000_000;

type IdField = 'shopId' | 'userId' | 'seed' | 'firstListingId' | 'firstSectionId';

/** A shop as it is set up, the `number`th of its world. Throws 400 for a size out of range. */
export function newShop(options: NewShop, number: number, nowSeconds: number): ShopRecord {
  const { name, listings = 60, states = {}, currency = 'USD' } = options;
  if (listings < 0 || listings > MAX_LISTINGS) {
    throw new EtsyHttpError(400, `listings must be 0 to ${MAX_LISTINGS}`);
  }
  return {
    ...DEMO_SHOP,
    ...newIds(options, number),
    name,
    listings,
    states,
    currency,
    loginName: name.toLowerCase(),
    title: options.title ?? `${name}: handmade for the home`,
    announcement: announcementOf(name),
    policies: policiesOf(name),
    createdAt: nowSeconds - SHOP_AGE_SECONDS,
    updatedAt: nowSeconds,
    kind: options.kind ?? (listings >= BULK_FROM ? 'bulk' : 'demo'),
  };
}

function newIds({ shopId, ownerUserId, seed }: NewShop, number: number): Pick<ShopRecord, IdField> {
  return {
    shopId: shopId ?? 50_000_001 + number,
    userId: ownerUserId ?? 900_100_001 + number,
    seed: seed ?? 20_260 + number,
    firstListingId: 1_700_000_000 + number * LISTING_ID_SPAN,
    firstSectionId: 40_000_000 + number * 100,
  };
}

/** For somebody who comes to try: a name of its own, about a hundred listings. */
export function newcomerShop(shops: readonly ShopRecord[]): NewShop {
  return { name: freeName(shops), listings: NEWCOMER_LISTINGS };
}

/** The first name no shop has, numbered once all are taken. */
function freeName(shops: readonly ShopRecord[]): string {
  const round = Math.floor(shops.length / NEWCOMER_NAMES.length);
  const names = [...NEWCOMER_NAMES, ...NEWCOMER_NAMES.map((name) => `${name}${round + 1}`)];
  return names.find((name) => shops.every((shop) => shop.name !== name)) ?? `Shop${shops.length}`;
}
