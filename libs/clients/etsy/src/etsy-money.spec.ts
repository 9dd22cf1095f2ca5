import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyDigits, decodeEtsyText, inventoryToUpdate, toMinorMoney } from './index.js';
import { inventorySchema } from './etsy-listing.schemas.js';

describe('money', () => {
  it('keeps the amount when Etsy divides by the currency’s own scale', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000_000 }),
        fc.constantFrom('USD', 'EUR', 'GBP'),
        (amount, currency) => {
          expect(toMinorMoney({ amount, divisor: 100, currency_code: currency })).toEqual({
            amountMinor: amount,
            currency,
          });
        },
      ),
    );
  });

  it('gives whole yen whatever the divisor', () => {
    expect(toMinorMoney({ amount: 1500, divisor: 1, currency_code: 'JPY' }).amountMinor).toBe(1500);
    expect(toMinorMoney({ amount: 150_000, divisor: 100, currency_code: 'JPY' }).amountMinor).toBe(
      1500,
    );
  });

  it('takes a currency nobody knows for one with cents', () => {
    expect(currencyDigits('not a code')).toBe(2);
  });
});

describe('text', () => {
  it('gives back what the seller typed', () => {
    expect(decodeEtsyText('Mother&#39;s Day &quot;Bloom&quot; &amp; more &lt;3')).toBe(
      `Mother's Day "Bloom" & more <3`,
    );
  });

  it('decodes once: an escaped entity stays one', () => {
    expect(decodeEtsyText('&amp;#39;')).toBe('&#39;');
  });
});

describe('the update of an inventory', () => {
  const read = inventorySchema.parse({
    products: [
      {
        product_id: 1,
        sku: 'A',
        is_deleted: false,
        offerings: [
          {
            offering_id: 5,
            quantity: 3,
            is_enabled: true,
            is_deleted: false,
            price: { amount: 2499, divisor: 100, currency_code: 'USD' },
            readiness_state_id: null,
          },
          {
            offering_id: 6,
            quantity: 9,
            is_enabled: true,
            is_deleted: true,
            price: { amount: 1, divisor: 100, currency_code: 'USD' },
          },
        ],
        property_values: [
          {
            property_id: 513,
            property_name: 'Size',
            scale_id: null,
            scale_name: null,
            value_ids: [7],
            values: ['6&quot; tall'],
          },
        ],
      },
      { product_id: 2, sku: '', is_deleted: true, offerings: [], property_values: [] },
    ],
    price_on_property: [513],
    quantity_on_property: [],
    sku_on_property: null,
  });

  it('carries over what lives, in the form Etsy takes', () => {
    expect(inventoryToUpdate(read)).toEqual({
      products: [
        {
          sku: 'A',
          property_values: [
            {
              property_id: 513,
              property_name: 'Size',
              scale_id: null,
              value_ids: [7],
              values: ['6" tall'],
            },
          ],
          offerings: [{ price: 24.99, quantity: 3, is_enabled: true, readiness_state_id: null }],
        },
      ],
      price_on_property: [513],
      quantity_on_property: [],
      sku_on_property: [],
      readiness_state_on_property: [],
    });
  });
});
