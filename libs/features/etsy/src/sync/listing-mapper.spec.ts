import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { etsyListingSchema, type EtsyInventory, type EtsyListing } from '#clients/etsy';
import { listingSnapshot } from './listing-mapper.js';

function aListing(given: Record<string, unknown> = {}): EtsyListing {
  return etsyListingSchema.parse({
    listing_id: 123,
    title: 'A mug',
    state: 'active',
    quantity: 4,
    price: { amount: 2499, divisor: 100, currency_code: 'USD' },
    ...given,
  });
}

function anInventory(
  offerings: { quantity: number; amount: number; colour: string }[],
): EtsyInventory {
  return {
    products: offerings.map(({ quantity, amount, colour }) => ({
      is_deleted: false,
      sku: '',
      offerings: [
        {
          quantity,
          is_enabled: true,
          is_deleted: false,
          price: { amount, divisor: 100, currency_code: 'USD' },
        },
      ],
      property_values: [
        {
          property_id: 200,
          property_name: 'Primary &amp; only color',
          value_ids: [],
          values: [colour],
        },
      ],
    })),
    price_on_property: [],
    quantity_on_property: [],
    sku_on_property: [],
    readiness_state_on_property: [],
  };
}

describe('a listing of Etsy as a product', () => {
  it('has its price in minor units, whatever divisor and currency', () => {
    const digits = { USD: 2, EUR: 2, JPY: 0, KWD: 3 } as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.constantFrom(1, 10, 100, 1_000),
        fc.constantFrom('USD' as const, 'EUR' as const, 'JPY' as const, 'KWD' as const),
        (amount, divisor, currency) => {
          const price = { amount, divisor, currency_code: currency };
          const { priceMinor } = listingSnapshot(aListing({ price }), undefined);
          expect(Number.isInteger(priceMinor)).toBe(true);
          expect(
            Math.abs(priceMinor / 10 ** digits[currency] - amount / divisor),
          ).toBeLessThanOrEqual(0.5 / 10 ** digits[currency] + 1e-9);
        },
      ),
    );
  });

  it('has its texts as a person reads them', () => {
    const mapped = listingSnapshot(
      aListing({
        title: 'Grandma&#39;s &quot;best&quot; mug &amp; saucer',
        description: '5 &lt; 6',
        tags: ['mother&#39;s day'],
      }),
      undefined,
    );
    expect(mapped).toMatchObject({
      title: `Grandma's "best" mug & saucer`,
      description: '5 < 6',
      tags: [`mother's day`],
    });
  });

  it('knows nothing of single options when Etsy has no inventory, and keeps the stock of the listing', () => {
    expect(listingSnapshot(aListing({ has_variations: true }), null)).toMatchObject({
      variants: [],
      quantity: 4,
    });
    expect(listingSnapshot(aListing({ quantity: null }), null).quantity).toBeNull();
  });

  it('keeps any word for a state', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), (state) => {
        expect(listingSnapshot(aListing({ state }), undefined).state).toBe(state);
      }),
    );
  });

  it('has one variation for each that Etsy has, with its own price and stock', () => {
    const offering = fc.record({
      quantity: fc.integer({ min: 0, max: 999 }),
      amount: fc.integer({ min: 20, max: 5_000_000 }),
      colour: fc.constantFrom('Blue', 'Green &amp; gold', 'Rosé'),
    });
    fc.assert(
      fc.property(fc.array(offering, { maxLength: 30 }), (offerings) => {
        const { variants } = listingSnapshot(
          aListing({ has_variations: true }),
          anInventory(offerings),
        );
        expect(variants.map((one) => [one.quantity, one.priceMinor])).toEqual(
          offerings.map((one) => [one.quantity, one.amount]),
        );
        for (const { options } of variants) {
          expect(Object.keys(options)).toEqual(['Primary & only color']);
          expect(Object.values(options).join()).not.toContain('&amp;');
        }
      }),
    );
  });

  it('has the same hash for the same content and another for any other', () => {
    const one = listingSnapshot(aListing(), undefined).contentHash;
    expect(
      listingSnapshot(aListing({ views: 17, updated_timestamp: 5 }), undefined).contentHash,
    ).toBe(one);
    for (const other of [{ title: 'B' }, { quantity: 3 }, { state: 'sold_out' }, { tags: ['x'] }]) {
      expect(listingSnapshot(aListing(other), undefined).contentHash).not.toBe(one);
    }
  });

  it('names a size by its scale, and keeps apart options that have no name or one and the same', () => {
    const value = (given: Record<string, unknown>): object => ({ property_id: 1, ...given });
    const optionsOf = (...property_values: object[]): unknown => {
      const offering = {
        quantity: 1,
        price: { amount: 1, divisor: 1, currency_code: 'USD' },
      };
      const inventory = { products: [{ offerings: [offering], property_values }] };
      const listing = aListing({ has_variations: true, inventory });
      return listingSnapshot(listing, listing.inventory).variants[0]?.options;
    };
    expect(
      optionsOf(
        value({ property_name: 'Size', scale_name: 'EU', values: ['38'] }),
        value({ property_name: 'Width', scale_name: 'Inches', values: ['3'] }),
      ),
    ).toEqual({ 'Size (EU)': '38', 'Width (Inches)': '3' });
    expect(
      optionsOf(
        value({ property_name: null, values: ['Red'] }),
        value({ property_name: null, values: ['Large'] }),
      ),
    ).toEqual({ Option: 'Red', 'Option 2': 'Large' });
  });

  it('is not for sale to everybody when it is on sale for one buyer', () => {
    const stateOf = (given: Record<string, unknown>): string =>
      listingSnapshot(aListing(given), undefined).state;
    expect(stateOf({ is_private: true })).toBe('private');
    expect(stateOf({ is_private: true, state: 'sold_out' })).toBe('sold_out');
    expect(stateOf({ is_private: null })).toBe('active');
  });

  it('has no less than nothing in stock', () => {
    expect(listingSnapshot(aListing({ quantity: -2 }), undefined).quantity).toBe(0);
    const inventory = anInventory([{ quantity: -1, amount: 100, colour: 'Blue' }]);
    expect(listingSnapshot(aListing(), inventory).variants[0]?.quantity).toBe(0);
  });
});
