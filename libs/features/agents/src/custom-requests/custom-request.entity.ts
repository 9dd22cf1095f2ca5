import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** A buyer's wish for something made to order, noted by the agent for the seller. */
@Entity('custom_requests')
@Index('custom_requests_seller_id_idx', ['sellerId', 'id'])
export class CustomRequestEntity {
  @PrimaryColumn('text')
  id: Id<'cus'>;

  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Index('custom_requests_conversation_id_idx')
  @ForeignKey('conversations', { onDelete: 'CASCADE' })
  @Column('text')
  conversationId: Id<'cnv'>;

  @Column('text')
  summary: string;

  @Column('text', { default: 'open' })
  status: 'open' | 'done';

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
