/** A product as the rest of the system reads it. */
import type { Id } from '#platform/ids';
import type { ProductImage, ProductVariant } from './product.entity.js';

export interface Product {
  id: Id<'prod'>;
  sellerId: Id<'sel'>;
  etsyId: string;
  title: string;
  description: string;
  priceMinor: number;
  currency: string;
  quantity: number | null;
  state: string;
  tags: string[];
  skus: string[];
  images: ProductImage[];
  variants: ProductVariant[];
  url: string;
  syncedAt: Date;
}

/** What a sync brings for one listing. */
export interface ListingSnapshot {
  etsyId: string;
  title: string;
  description: string;
  priceMinor: number;
  currency: string;
  quantity: number | null;
  state: string;
  tags: string[];
  skus: string[];
  images: ProductImage[];
  variants: ProductVariant[];
  url: string;
  rawData: Record<string, unknown>;
  etsyUpdatedAt: Date | null;
  contentHash: string;
}

/** Minor units as a decimal string: 2499 -> "24.99". */
export function decimalPrice(minor: number): string {
  return (minor / 100).toFixed(2);
}
