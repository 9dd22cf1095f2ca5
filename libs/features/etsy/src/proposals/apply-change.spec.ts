import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EtsyInventory, etsyListingSchema, inventoryToUpdate } from '#clients/etsy';
import { applyToInventory, plainInventory } from './apply-change.js';
import type { PriceProposal, StockProposal } from './proposal-change.js';

interface Variation {
  colour: string;
  size: string;
  quantity: number;
}

function inventoryOf(variations: Variation[]): EtsyInventory {
  return {
    products: variations.map(({ colour, size, quantity }, k) => ({
      product_id: k + 1,
      sku: `S${k}`,
      is_deleted: false,
      offerings: [
        {
          offering_id: k + 1,
          quantity,
          is_enabled: true,
          is_deleted: false,
          price: { amount: 1_000 + k, divisor: 100, currency_code: 'USD' },
        },
      ],
      property_values: [
        { property_id: 200, property_name: 'Color', value_ids: [1], values: [colour] },
        { property_id: 100, property_name: 'Size', value_ids: [2], values: [size] },
      ],
    })),
    price_on_property: [],
    quantity_on_property: [200, 100],
    sku_on_property: [],
    readiness_state_on_property: [],
  };
}

const optionsOf = ({ colour, size }: Variation): Record<string, string> => ({
  Color: colour,
  Size: size,
});

function stockProposal(
  meant: Variation[],
  options: Record<string, string> | null,
  quantity: number,
): StockProposal {
  const variants = meant.map((one) => ({ options: optionsOf(one), quantity: one.quantity }));
  return { kind: 'stock', change: { options, quantity }, base: { variants } };
}

/** Two to twelve different variations. */
const shops = fc
  .uniqueArray(
    fc.record({
      colour: fc.constantFrom('Blue', 'Green', 'Red', 'Rosé'),
      size: fc.constantFrom('S', 'M', 'L'),
      quantity: fc.integer({ min: 1, max: 99 }),
    }),
    { selector: (one) => `${one.colour} ${one.size}`, minLength: 2, maxLength: 12 },
  )
  .filter((variations) => variations.length > 1);

describe('a proposal against what Etsy has', () => {
  it('changes the variation that is meant and takes every other over as it is', () => {
    fc.assert(
      fc.property(
        shops,
        fc.nat(),
        fc.integer({ min: 100, max: 999 }),
        (variations, pick, quantity) => {
          const at = pick % variations.length;
          const [meant] = variations.slice(at);
          if (!meant) return;
          const inventory = inventoryOf(variations);
          const applied = applyToInventory(
            inventory,
            stockProposal([meant], optionsOf(meant), quantity),
          );
          const before = inventoryToUpdate(inventory);
          expect(applied).toEqual({
            verdict: 'write',
            update: {
              ...before,
              products: before.products.map((product, k) =>
                k === at
                  ? {
                      ...product,
                      offerings: product.offerings.map((one) => ({ ...one, quantity })),
                    }
                  : product,
              ),
            },
          });
        },
      ),
    );
  });

  it('writes nothing when a meant variation has another stock than it had, or is gone, or new', () => {
    fc.assert(
      fc.property(shops, fc.integer({ min: 100, max: 999 }), (variations, quantity) => {
        const wish = stockProposal(variations, null, quantity);
        const [first, ...others] = variations;
        if (!first) return;
        const sold = [{ ...first, quantity: first.quantity - 1 }, ...others];
        for (const now of [
          sold,
          others,
          [...variations, { colour: 'Teal', size: 'XL', quantity: 5 }],
        ]) {
          expect(applyToInventory(inventoryOf(now), wish).verdict).toBe('conflict');
        }
      }),
    );
  });

  it('is done when Etsy has it already', () => {
    fc.assert(
      fc.property(shops, fc.integer({ min: 100, max: 999 }), (variations, quantity) => {
        const now = inventoryOf(variations.map((one) => ({ ...one, quantity })));
        expect(applyToInventory(now, stockProposal(variations, null, quantity)).verdict).toBe(
          'done',
        );
      }),
    );
  });

  it('never leaves a listing without any stock on Etsy', () => {
    fc.assert(
      fc.property(shops, (variations) => {
        const wish = stockProposal(variations, null, 0);
        expect(applyToInventory(inventoryOf(variations), wish).verdict).toBe('sold_out');
      }),
    );
  });

  it('names what stock and price vary by from now on, and no more than that', () => {
    const even = inventoryOf([
      { colour: 'Blue', size: 'S', quantity: 5 },
      { colour: 'Blue', size: 'M', quantity: 5 },
      { colour: 'Green', size: 'S', quantity: 5 },
      { colour: 'Green', size: 'M', quantity: 5 },
    ]);
    for (const product of even.products) {
      for (const offering of product.offerings) offering.price.amount = 1_000;
    }
    const inventory = { ...even, quantity_on_property: [], price_on_property: [100] };
    const options = { Color: 'Blue', Size: 'S' };
    const blues = [options, { Color: 'Blue', Size: 'M' }];
    const base = blues.map((own) => ({ options: own, quantity: 5, priceMinor: 1_000 }));
    const currency = 'USD';
    const blue: StockProposal = {
      kind: 'stock',
      change: { options: { Color: 'Blue' }, quantity: 0 },
      base: { variants: base },
    };
    const small: StockProposal = {
      kind: 'stock',
      change: { options, quantity: 3 },
      base: { variants: base.slice(0, 1) },
    };
    const dear: PriceProposal = {
      kind: 'price',
      change: { options, priceMinor: 2_000, currency },
      base: { variants: base.slice(0, 1) },
    };
    expect(applyToInventory(inventory, blue)).toMatchObject({
      update: { quantity_on_property: [200], price_on_property: [100] },
    });
    expect(applyToInventory(inventory, small)).toMatchObject({
      update: { quantity_on_property: [200, 100] },
    });
    expect(applyToInventory(inventory, dear)).toMatchObject({
      update: { quantity_on_property: [], price_on_property: [100, 200] },
    });
  });

  it('counts what is not offered to buyers as no stock', () => {
    const variations = [
      { colour: 'Blue', size: 'S', quantity: 5 },
      { colour: 'Blue', size: 'M', quantity: 5 },
    ];
    const inventory = inventoryOf(variations);
    for (const offering of inventory.products[1]?.offerings ?? []) offering.is_enabled = false;
    const wish = stockProposal(variations.slice(0, 1), { Size: 'S' }, 0);
    expect(applyToInventory(inventory, wish).verdict).toBe('sold_out');
  });

  it('keeps the processing profile of a listing without an inventory record', () => {
    const listing = etsyListingSchema.parse({
      listing_id: 1,
      title: 'A mug',
      state: 'active',
      quantity: 2,
      price: { amount: 1_000, divisor: 100, currency_code: 'USD' },
      readiness_state_id: 77,
    });
    const wish: StockProposal = {
      kind: 'stock',
      change: { options: null, quantity: 9 },
      base: { variants: [{ options: {}, quantity: 2 }] },
    };
    expect(applyToInventory(plainInventory(listing), wish)).toMatchObject({
      update: { products: [{ offerings: [{ quantity: 9, readiness_state_id: 77 }] }] },
    });
  });
});
