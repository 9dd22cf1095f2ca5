import {
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryColumn,
  UpdateDateColumn,
} from 'typeorm';
import type { Id } from '#platform/ids';

/** One picture of a listing, largest first. */
export interface ProductImage {
  url: string;
  thumbnailUrl: string;
  altText: string | null;
}

/** One sellable combination of a listing's options. */
export interface ProductVariant {
  options: Record<string, string>;
  sku: string | null;
  priceMinor: number;
  /** null: Etsy does not say. */
  quantity: number | null;
  enabled: boolean;
}

/** A synced Etsy listing. `deletedAt` marks what vanished at Etsy (a tombstone; never shown, kept for history). */
@Entity('products')
@Index('products_seller_id_etsy_id_key', ['sellerId', 'etsyId'], { unique: true })
@Index('products_seller_id_state_idx', ['sellerId', 'state'], { where: 'deleted_at is null' })
@Index('products_seller_id_shelf_idx', { synchronize: false })
@Index('products_seller_id_price_idx', ['sellerId', 'priceMinor', 'etsyId'], {
  where: 'deleted_at is null',
})
@Index('products_seller_id_quantity_idx', ['sellerId', 'quantity', 'etsyId'], {
  where: 'deleted_at is null',
})
@Index('products_headline_idx', { synchronize: false })
@Index('products_words_idx', { synchronize: false })
export class ProductEntity {
  @PrimaryColumn('text')
  id: Id<'prod'>;

  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Column('bigint')
  etsyId: string;

  @Column('text')
  title: string;

  @Column('text', { default: '' })
  description: string;

  /** Integer minor units of `currency`; for a listing with variants the lowest price. */
  @Column('bigint')
  priceMinor: number;

  @Column('text')
  currency: string;

  /** null: Etsy does not say. */
  @Column('int', { nullable: true })
  quantity: number | null;

  /** Etsy's word; an open set (active, inactive, draft, sold_out, expired, and whatever comes). Ours: private. */
  @Column('text')
  state: string;

  @Column('text', { array: true, default: () => "'{}'" })
  tags: string[];

  @Column('text', { array: true, default: () => "'{}'" })
  skus: string[];

  @Column('jsonb', { default: () => "'[]'" })
  images: ProductImage[];

  @Column('jsonb', { default: () => "'[]'" })
  variants: ProductVariant[];

  @Column('text')
  url: string;

  /** Last body from Etsy; removed at disconnect. */
  @Column('jsonb', { nullable: true })
  rawData: Record<string, unknown> | null;

  @Column('timestamptz', { nullable: true })
  etsyUpdatedAt: Date | null;

  /** Hash of everything mapped, so that an unchanged listing is not written. */
  @Column('text')
  contentHash: string;

  /** When Etsy last confirmed this content. */
  @Column('timestamptz')
  syncedAt: Date;

  @Column('timestamptz', { nullable: true })
  deletedAt: Date | null;

  /** 0: can be bought now, 1: sold out, 2: not offered. Kept by a trigger, as are the two below. */
  @Column('smallint', { default: 2 })
  shelf: number;

  /** Stems of title and tags, those of the title once more behind `=`, SKUs and the listing id as they are. Small. */
  @Column('tsvector', { nullable: true, select: false })
  headline: string | null;

  /** All of that but the marked ones, and the stems of the description. */
  @Column('tsvector', { nullable: true, select: false })
  words: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
