import { describe, expect, it } from 'vitest';
import { presentDetailsForAgent, presentForAgent } from './agent-product.js';
import type { Product } from './product.js';
import type { ProductVariant } from './product.entity.js';

function aVariant(given: Partial<ProductVariant>): ProductVariant {
  return { options: {}, sku: null, priceMinor: 1_200, quantity: 3, enabled: true, ...given };
}

function aProduct(given: Partial<Product>): Product {
  return {
    id: 'prod_01k9z3v5q2m7n8p4r6s0t1w2x3',
    sellerId: 'sel_01k9z3v5q2m7n8p4r6s0t1w2x3',
    etsyId: '1',
    title: 'A mug',
    description: '',
    priceMinor: 1_200,
    currency: 'USD',
    quantity: 3,
    state: 'active',
    tags: [],
    skus: [],
    images: [],
    variants: [],
    url: 'https://www.etsy.com/listing/1',
    syncedAt: new Date(0),
    ...given,
  };
}

const small = aVariant({ options: { Size: 'S' } });
const large = aVariant({ options: { Size: 'L' }, priceMinor: 4_800 });

describe('a product as the agent is told of it', () => {
  it('costs from the cheapest variant to the dearest that is offered', () => {
    expect(presentForAgent(aProduct({ variants: [small, large] }))).toMatchObject({
      price: '12.00',
      priceMax: '48.00',
    });
    const withdrawn = { ...large, enabled: false };
    for (const variants of [[], [small], [small, withdrawn]]) {
      expect(presentForAgent(aProduct({ variants }))).not.toHaveProperty('priceMax');
    }
  });

  it('says how many variants are left out, and tells them by their options', () => {
    const colours = Array.from({ length: 60 }, (_, k) => `Colour ${k}`);
    const variants = ['S', 'L'].flatMap((Size) =>
      colours.map((Color) => aVariant({ options: { Size, Color } })),
    );
    const product = aProduct({ variants });
    const all = presentDetailsForAgent(product);
    expect(all.variants.length + (all.moreVariants ?? 0)).toBe(120);
    expect(all.options).toContainEqual(expect.stringMatching(/^Color: .* and \d+ more$/));
    const last = presentDetailsForAgent(product, { size: 'l', color: 'colour 59' });
    expect(last.variants.map((one) => one.options)).toEqual([{ Size: 'L', Color: 'Colour 59' }]);
    expect(last).not.toHaveProperty('moreVariants');
    expect(presentDetailsForAgent(product, { Finish: 'Matt' }).variants).toEqual(all.variants);
  });

  it('says so when its description is longer than what is told', () => {
    const told = presentDetailsForAgent(aProduct({ description: 'x'.repeat(50_000) })).description;
    expect(told.length).toBeLessThan(5_000);
    expect(told).toContain('the rest stands in the listing');
    expect(presentDetailsForAgent(aProduct({ description: 'Blue.' })).description).toBe('Blue.');
  });
});
