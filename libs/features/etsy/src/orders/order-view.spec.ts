import { describe, expect, it } from 'vitest';
import type { EtsyReceipt } from '#clients/etsy';
import { viewOrder } from './order-view.js';

const NOON = Date.UTC(2026, 10, 20, 12) / 1_000;

function anOrder(given: Partial<EtsyReceipt> = {}): EtsyReceipt {
  return {
    receipt_id: 3_300_410_023,
    seller_user_id: 1,
    status: 'paid',
    is_paid: true,
    is_shipped: false,
    zip: '97205',
    country_iso: 'US',
    created_timestamp: NOON,
    shipments: [],
    transactions: [
      {
        title: 'Tea &amp; Cake Set',
        quantity: 2,
        shipped_timestamp: null,
        expected_ship_date: NOON + 86_400,
      },
    ],
    ...given,
  };
}

const aShipment = (tracking_code: string | null, carrier_name: string | null = 'USPS') => ({
  tracking_code,
  carrier_name,
  shipment_notification_timestamp: NOON,
});

describe('what is told of an order', () => {
  it('is how it stands and what is in it', () => {
    expect(viewOrder(anOrder())).toEqual({
      state: 'being_made',
      partlyRefunded: false,
      orderedOn: '2026-11-20',
      expectedShipDate: '2026-11-21',
      shipments: [],
      items: [{ title: 'Tea & Cake Set', quantity: 2 }],
      moreItems: 0,
    });
  });

  it('is when and with whom it was sent, without a date that is past its use', () => {
    const order = anOrder({ is_shipped: true, shipments: [aShipment('9400 1112 0255')] });
    expect(viewOrder(order)).toMatchObject({
      state: 'shipped',
      expectedShipDate: null,
      shipments: [{ shippedOn: '2026-11-20', carrier: 'USPS', trackingCode: '940011120255' }],
    });
  });

  it.each([
    [{ status: 'Canceled' }, 'cancelled'],
    [{ status: 'fully refunded', is_shipped: true }, 'refunded'],
    [{ status: 'completed' }, 'shipped'],
    [{ status: 'payment processing' }, 'awaiting_payment'],
    [{ status: 'open', is_paid: true }, 'awaiting_payment'],
    [{ status: 'something new', is_paid: null }, 'unknown'],
    [{ status: null, is_paid: true }, 'being_made'],
    [{ status: 'partially refunded' }, 'being_made'],
  ] as const)('for %o is %s', (given, state) => {
    expect(viewOrder(anOrder(given)).state).toBe(state);
  });

  it.each(['https://evil.example/track', 'a b', '<b>1</b>', null])(
    'holds no tracking code that is none: %s',
    (code) => {
      const { shipments } = viewOrder(anOrder({ shipments: [aShipment(code, null)] }));
      expect(shipments).toEqual([{ shippedOn: '2026-11-20', carrier: null, trackingCode: null }]);
    },
  );

  it('stays small', () => {
    const item = { title: 'x'.repeat(500), quantity: null, shipped_timestamp: null };
    const transactions = Array.from({ length: 200 }, () => ({ ...item, expected_ship_date: null }));
    const shipments = Array.from({ length: 200 }, () => aShipment('12345678', 'y'.repeat(500)));
    const view = viewOrder(anOrder({ transactions, shipments }));
    expect(view.moreItems).toBe(190);
    expect(JSON.stringify(view).length).toBeLessThan(4_000);
  });
});
