/** What a buyer who has proven an order theirs is told of it: how it stands. Nobody's name, address, e-mail or price. Pure. */
import { decodeEtsyText, type EtsyReceipt, type EtsyShipment } from '#clients/etsy';

/**
 * `being_made`: paid, not yet sent. `shipped`: handed to the carrier; Etsy does not tell whether it has arrived.
 * `unknown`: Etsy says something new.
 */
export type OrderState =
  | 'awaiting_payment'
  | 'being_made'
  | 'shipped'
  | 'cancelled'
  | 'refunded'
  | 'unknown';

/** Days are of UTC, `2026-11-20`. */
export interface OrderView {
  state: OrderState;
  partlyRefunded: boolean;
  orderedOn: string | null;
  /** When it should be handed to the carrier; null once it was, or when Etsy does not say. */
  expectedShipDate: string | null;
  shipments: { shippedOn: string | null; carrier: string | null; trackingCode: string | null }[];
  items: { title: string; quantity: number }[];
  /** Items that are not listed here. */
  moreItems: number;
}

const MAX_ITEMS = 10;
const MAX_SHIPMENTS = 5;
const TITLE_CHARS = 120;
const CARRIER_CHARS = 60;
/** Words of Etsy's that say all; `paid` and `partially refunded` leave open whether it was sent. */
const BY_STATUS: Readonly<Record<string, OrderState>> = {
  canceled: 'cancelled',
  cancelled: 'cancelled',
  'fully refunded': 'refunded',
  completed: 'shipped',
  open: 'awaiting_payment',
  'payment processing': 'awaiting_payment',
};

/** Presents an order. */
export function viewOrder(order: EtsyReceipt): OrderView {
  const state = stateOf(order);
  const items = order.transactions.map(({ title, quantity }) => ({
    title: line(title, TITLE_CHARS) ?? 'an item',
    quantity: quantity ?? 1,
  }));
  return {
    state,
    partlyRefunded: order.status?.toLowerCase() === 'partially refunded',
    orderedOn: day(order.created_timestamp),
    expectedShipDate: state === 'being_made' ? expectedShipDate(order) : null,
    shipments: order.shipments.slice(0, MAX_SHIPMENTS).map(viewShipment),
    items: items.slice(0, MAX_ITEMS),
    moreItems: Math.max(0, items.length - MAX_ITEMS),
  };
}

function stateOf(order: EtsyReceipt): OrderState {
  const status = order.status?.toLowerCase() ?? '';
  const said = BY_STATUS[status];
  if (said) return said;
  if (order.is_shipped === true || order.shipments.length > 0) return 'shipped';
  const isPaid = order.is_paid ?? (status === 'paid' ? true : null);
  if (isPaid === null) return 'unknown';
  return isPaid ? 'being_made' : 'awaiting_payment';
}

/** The order is whole when its last item is. */
function expectedShipDate({ transactions }: EtsyReceipt): string | null {
  const due = transactions.flatMap((item) =>
    item.shipped_timestamp || !item.expected_ship_date ? [] : [item.expected_ship_date],
  );
  return due.length === 0 ? null : day(Math.max(...due));
}

/** The carrier's own page is not linked: a code can be looked up anywhere, a link can lead anywhere. */
function viewShipment(shipment: EtsyShipment): OrderView['shipments'][number] {
  const code = (shipment.tracking_code ?? '').replace(/\s+/g, '');
  return {
    shippedOn: day(shipment.shipment_notification_timestamp),
    carrier: line(shipment.carrier_name, CARRIER_CHARS),
    trackingCode: /^[A-Za-z0-9-]{4,40}$/.test(code) ? code : null,
  };
}

function line(text: string | null | undefined, maxChars: number): string | null {
  const clean = decodeEtsyText(text ?? '')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  return clean === '' ? null : clean.slice(0, maxChars);
}

function day(seconds: number | null | undefined): string | null {
  const date = new Date((seconds ?? Number.NaN) * 1_000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10);
}
