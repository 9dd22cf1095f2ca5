import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** A question that the seller does not want to answer for their agent. It is forgotten together with the message. */
@Entity('dismissed_suggestions')
export class DismissedSuggestionEntity {
  @PrimaryColumn('text')
  @ForeignKey('agent_inbox', { onDelete: 'CASCADE' })
  inboxId: Id<'inb'>;

  @Index('dismissed_suggestions_seller_id_idx')
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
