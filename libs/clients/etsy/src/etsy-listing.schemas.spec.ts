import { describe, expect, it } from 'vitest';
import { listingPageSchema, listingSchema } from './etsy-listing.schemas.js';

const row = {
  listing_id: 1,
  title: 'Mug',
  state: 'active',
  price: { amount: 100, divisor: 100, currency_code: 'USD' },
};

describe('reading listings', () => {
  it('takes states nobody documented, ids as text, and fields of tomorrow', () => {
    const listing = listingSchema.parse({
      ...row,
      listing_id: '17',
      shop_id: '42',
      state: 'edit',
      listing_type: 2,
      novelty: { a: 1 },
    });
    expect(listing).toMatchObject({
      listing_id: 17,
      shop_id: 42,
      state: 'edit',
      listing_type: '2',
      novelty: { a: 1 },
    });
  });

  it('takes a missing inventory for unknown, never for empty', () => {
    expect(listingSchema.parse({ ...row, inventory: null }).inventory).toBeNull();
    expect(listingSchema.parse(row).inventory).toBeUndefined();
    expect(listingSchema.parse(row).quantity).toBeUndefined();
  });

  it('keeps a page when one row is strange, and says which', () => {
    const page = listingPageSchema.parse({
      count: 3,
      results: [row, { listing_id: 2, title: 5 }, 'nonsense'],
    });
    expect(page.listings.map((l) => l.listing_id)).toEqual([1]);
    expect(page.rejected.map((r) => r.listingId)).toEqual([2, null]);
  });
});
