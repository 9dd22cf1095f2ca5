import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** How often a conversation has asked about an order in vain: guesses are bounded. Of the orders themselves nothing is kept. */
@Entity('etsy_order_checks')
export class OrderCheckEntity {
  @ForeignKey('conversations', { onDelete: 'CASCADE' })
  @PrimaryColumn('text')
  conversationId: Id<'cnv'>;

  @Index('etsy_order_checks_seller_id_idx')
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  /** Since `windowStartedAt`; those under way are in it. */
  @Column('int')
  failedCount: number;

  /** A day later the count begins anew. */
  @Column('timestamptz')
  windowStartedAt: Date;
}
