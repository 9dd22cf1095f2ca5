/**
 * The stand-in's own picture of a shop and its listings: plain text, minor units, seconds since 1970.
 * Only `etsy-json.ts` turns it into the bodies that Etsy's document describes.
 */

/** The states that `getListingsByShop` can be asked for. */
export const LISTING_STATES = ['active', 'inactive', 'sold_out', 'draft', 'expired'] as const;
export type ListingState = (typeof LISTING_STATES)[number];

/** One value of a variation, such as Size: Large. */
export interface StandinPropertyValue {
  propertyId: number;
  propertyName: string;
  scaleId: number | null;
  valueIds: number[];
  values: string[];
}

/** One sellable combination of a listing's options with its price and stock. */
export interface StandinProduct {
  productId: number;
  offeringId: number;
  sku: string;
  propertyValues: StandinPropertyValue[];
  quantity: number;
  isEnabled: boolean;
  priceMinor: number;
}

/** What `updateListingInventory` replaces as a whole. */
export interface StandinInventory {
  products: StandinProduct[];
  priceOnProperty: number[];
  quantityOnProperty: number[];
  skuOnProperty: number[];
}

/** A picture, drawn on request from these few words. */
export interface StandinImage {
  imageId: number;
  shape: string;
  hex: string;
  accentHex: string;
  altText: string;
}

export interface StandinListing {
  listingId: number;
  title: string;
  description: string;
  /** One of LISTING_STATES, or a word that Etsy does not document (`edit`, `removed`). */
  state: string;
  createdAt: number;
  updatedAt: number;
  endingAt: number;
  sectionId: number | null;
  tags: string[];
  materials: string[];
  listingType: 'physical' | 'download';
  /** On sale for one buyer only; absent: for everybody. */
  isPrivate?: boolean;
  isPersonalizable: boolean;
  taxonomyId: number;
  processingDays: [number, number] | null;
  favorers: number;
  views: number;
  images: StandinImage[];
  /** null: never edited in Etsy's inventory tool, so Etsy has no inventory record. */
  inventory: StandinInventory | null;
  /** Used while `inventory` is null. */
  basePriceMinor: number;
  baseQuantity: number;
}

/** The columns by which listings are filtered and sorted; cheap to compute for any index. */
export interface ListingFacts {
  state: string;
  createdAt: number;
  updatedAt: number;
  priceMinor: number;
  sectionId: number | null;
}

/** Where listings come from: any of them can be made from its index alone, so a shop of 100,000 costs no memory. */
export interface ListingSource {
  readonly size: number;
  /** Indices size..size+reserve-1 are listings that the seller may publish later. */
  readonly reserve: number;
  readonly sections: readonly { sectionId: number; title: string }[];
  idAt(index: number): number;
  indexOf(listingId: number): number | null;
  facts(index: number): ListingFacts;
  build(index: number): StandinListing;
}

/** What a shop's owner did to one listing since it was generated. */
export type ListingEdit = Partial<Omit<StandinListing, 'listingId' | 'images'>> & {
  deleted?: boolean;
  born?: boolean;
};

/** Units that buyers can order: the sum over enabled offerings, as Etsy counts it. */
export function listingQuantity(listing: StandinListing): number {
  if (listing.inventory === null) return listing.baseQuantity;
  return listing.inventory.products.reduce((sum, p) => sum + (p.isEnabled ? p.quantity : 0), 0);
}

/** The lowest price of an enabled offering, as Etsy shows it on the listing. */
export function listingPriceMinor(listing: StandinListing): number {
  const enabled = listing.inventory?.products.filter((p) => p.isEnabled) ?? [];
  return enabled.length === 0
    ? listing.basePriceMinor
    : Math.min(...enabled.map((p) => p.priceMinor));
}
