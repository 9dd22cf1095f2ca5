import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** What may be proposed. */
export type ProposalKind = 'listing' | 'stock' | 'price';

/**
 * `pending` -> `approved` -> `published`, `conflict` or `failed`; or `rejected`, or `expired`. Only the seller moves it
 * out of `pending`; only a job moves it out of `approved`.
 */
export type ProposalStatus =
  | 'pending'
  | 'approved'
  | 'published'
  | 'rejected'
  | 'expired'
  | 'conflict'
  | 'failed';

/** A change of a listing that waits for the seller's word, and then for Etsy. */
@Entity('product_proposals')
@Index('product_proposals_seller_id_status_idx', ['sellerId', 'status', 'createdAt'])
@Index('product_proposals_due_idx', ['availableAt'], { where: "status = 'approved'" })
@Index('product_proposals_expires_at_idx', ['expiresAt'], { where: "status = 'pending'" })
export class ProposalEntity {
  @PrimaryColumn('text')
  id: Id<'prp'>;

  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Index('product_proposals_product_id_idx')
  @ForeignKey('products', { onDelete: 'CASCADE' })
  @Column('text')
  productId: Id<'prod'>;

  /** The conversation it came up in; null: made by the seller. */
  @Column('text', { nullable: true })
  conversationId: Id<'cnv'> | null;

  @Column('text')
  kind: ProposalKind;

  /** The change, by kind; see proposal-change.ts. */
  @Column('jsonb')
  change: Record<string, unknown>;

  /** The same fields as they were when it was made: what Etsy must still say when it is published. */
  @Column('jsonb')
  base: Record<string, unknown>;

  /** Why, in the proposer's words. */
  @Column('text', { default: '' })
  reason: string;

  @Column('text', { default: 'pending' })
  status: ProposalStatus;

  /** What came of it, in words for the seller; null while open. */
  @Column('text', { nullable: true })
  outcome: string | null;

  @Column('int', { default: 0 })
  attemptCount: number;

  @Column('timestamptz', { default: () => 'now()' })
  availableAt: Date;

  @Column('int', { default: 0 })
  epoch: number;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
