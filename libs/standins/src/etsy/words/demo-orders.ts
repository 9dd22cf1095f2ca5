/**
 * Orders that stand in every shop of the stand-in from the beginning, so that "Where is my order?" can be tried: the
 * same numbers everywhere, their days counted from today. Computed, never stored; what is ordered later has numbers of
 * its own.
 */
import type { Catalogue } from '../catalogue/catalogue.js';
import { listingPriceMinor } from '../catalogue/standin-listing.js';
import type { ReceiptRecord, ShopRecord } from '../etsy-state.js';

const DAY_SECONDS = 86_400;

interface DemoOrder extends Pick<
  ReceiptRecord,
  'status' | 'isShipped' | 'quantity' | 'buyerName' | 'zip' | 'countryIso'
> {
  orderedDaysAgo: number;
  shipment?: { carrier: string; trackingCode: string; daysAgo: number };
  shipsInDays?: number;
}

/** By order number. The last one's address is hidden, as Etsy hides it from new applications in some regions. */
const DEMO_ORDERS: Readonly<Record<number, DemoOrder>> = {
  3_300_410_023: {
    status: 'completed',
    isShipped: true,
    quantity: 2,
    buyerName: 'Nora Ellis',
    zip: '97205-1234',
    countryIso: 'US',
    orderedDaysAgo: 6,
    shipment: { carrier: 'USPS', trackingCode: '9400111202555842610023', daysAgo: 2 },
  },
  3_300_410_031: {
    status: 'paid',
    isShipped: false,
    quantity: 1,
    buyerName: 'Tom Archer',
    zip: 'E8 3RL',
    countryIso: 'GB',
    orderedDaysAgo: 1,
    shipsInDays: 4,
  },
  3_300_410_048: {
    status: 'canceled',
    isShipped: false,
    quantity: 1,
    buyerName: 'Lea Brandt',
    zip: '10115',
    countryIso: 'DE',
    orderedDaysAgo: 9,
  },
  3_300_410_056: {
    status: 'completed',
    isShipped: true,
    quantity: 1,
    buyerName: 'Jules Martin',
    zip: null,
    countryIso: null,
    orderedDaysAgo: 12,
    shipment: { carrier: 'La Poste', trackingCode: '6A12345678901', daysAgo: 8 },
  },
};

/** The order of this number in a shop; null when it is none of these. */
export function demoOrder(
  shop: ShopRecord,
  catalogue: Catalogue,
  receiptId: number,
  nowSeconds: number,
): ReceiptRecord | null {
  const order = DEMO_ORDERS[receiptId];
  const query = { state: 'active', sortOn: 'created', ascending: true, sectionIds: null } as const;
  const [listing] = order ? catalogue.page(query, receiptId % 7, 1) : [];
  if (!order || !listing) return null;
  const today = nowSeconds - (nowSeconds % DAY_SECONDS);
  const { orderedDaysAgo, shipment, shipsInDays, ...facts } = order;
  const createdAt = today - orderedDaysAgo * DAY_SECONDS;
  return {
    ...facts,
    receiptId,
    shopId: shop.shopId,
    listingId: listing.listingId,
    productId: null,
    sku: null,
    title: listing.title,
    priceMinor: listingPriceMinor(listing),
    buyerUserId: 910_000_002,
    createdAt,
    updatedAt: createdAt,
    shipment: shipment ? { ...shipment, shippedAt: today - shipment.daysAgo * DAY_SECONDS } : null,
    expectedShipAt: shipsInDays === undefined ? null : today + shipsInDays * DAY_SECONDS,
  };
}
