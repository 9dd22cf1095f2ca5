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

export type EtsyConnectionStatus = 'active' | 'needs_reconnect';

/** A seller's grant for one Etsy shop. Tokens are sealed (see `#platform/crypto`). One shop belongs to one seller. */
@Entity('etsy_connections')
export class EtsyConnectionEntity {
  @PrimaryColumn('text')
  id: Id<'etsy'>;

  @Index('etsy_connections_seller_id_key', { unique: true })
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Index('etsy_connections_shop_id_key', { unique: true })
  @Column('text')
  shopId: string;

  @Column('text')
  shopName: string;

  @Column('text')
  etsyUserId: string;

  @Column('text')
  accessToken: string;

  @Column('text')
  refreshToken: string;

  @Column('timestamptz')
  tokenExpiresAt: Date;

  /** Etsy's refresh tokens live 90 days from their issue. */
  @Column('timestamptz')
  refreshTokenExpiresAt: Date;

  @Column('text', { array: true, default: () => "'{}'" })
  scopes: string[];

  @Column('text', { default: 'active' })
  status: EtsyConnectionStatus;

  /** Who refreshes the token at the moment; database time decides. */
  @Column('text', { nullable: true })
  refreshOwner: string | null;

  @Column('timestamptz', { nullable: true })
  refreshLeaseUntil: Date | null;

  /** Shop facts as last read (policies, announcement, vacation, currency, url). */
  @Column('jsonb', { default: () => "'{}'" })
  shop: Record<string, unknown>;

  @Column('timestamptz', { nullable: true })
  lastSyncAt: Date | null;

  /** When the background sync comes round; null: not before a first sync. */
  @Index('etsy_connections_next_sync_at_idx', { where: "status = 'active'" })
  @Column('timestamptz', { nullable: true })
  nextSyncAt: Date | null;

  /** When a buyer last asked about a product: such shops are kept fresher. */
  @Column('timestamptz', { nullable: true })
  lastAskedAt: Date | null;

  /** When the seller was told that the grant will end; null: not for this grant. */
  @Column('timestamptz', { nullable: true })
  reconnectWarnedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
