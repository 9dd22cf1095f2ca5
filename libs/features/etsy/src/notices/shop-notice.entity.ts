import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/**
 * Something the seller should hear of, written in the transaction that made it true and handed on by a worker: to the
 * agent's activity log, and to a conversation if it was asked for there.
 */
@Entity('shop_notices')
@Index('shop_notices_untold_idx', ['createdAt'], { where: 'told_at is null' })
export class ShopNoticeEntity {
  @PrimaryColumn('text')
  id: Id<'evt'>;

  @Index('shop_notices_seller_id_idx')
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  /** Where it was asked for; null: nowhere in particular. */
  @Column('text', { nullable: true })
  conversationId: Id<'cnv'> | null;

  /** Such as `etsy.needs_reconnect`, `proposal.published`. */
  @Column('text')
  type: string;

  /** A sentence for the seller. */
  @Column('text')
  content: string;

  @Column('jsonb', { default: () => "'{}'" })
  metadata: Record<string, unknown>;

  @Column('timestamptz', { nullable: true })
  toldAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
