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

/** A question of buyers with the seller's own answer. */
@Entity('knowledge_entries')
@Index('knowledge_entries_seller_id_idx', ['sellerId', 'id'])
export class KnowledgeEntryEntity {
  @PrimaryColumn('text')
  id: Id<'kno'>;

  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Column('text')
  question: string;

  @Column('text')
  answer: string;

  /** The message it came up in, if it answers a suggestion; that suggestion is not made again. */
  @Column('text', { nullable: true })
  inboxId: Id<'inb'> | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
