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
  /** Etsy was asked at this moment or later and said what is stored. */
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

/** Whether somebody could buy it at this moment, as far as is known. */
export function isInStock(product: Pick<Product, 'state' | 'quantity'>): boolean {
  return product.state === 'active' && product.quantity !== 0;
}
