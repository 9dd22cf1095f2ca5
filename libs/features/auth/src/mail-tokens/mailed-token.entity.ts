import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** What a mailed link is good for. */
export type MailedTokenPurpose = 'verify' | 'reset';

/** One mailed link: only the hash of its token is kept; it works once and until it expires. */
@Entity('mailed_tokens')
@Index('mailed_tokens_seller_id_idx', ['sellerId', 'purpose', 'createdAt'])
export class MailedTokenEntity {
  @PrimaryColumn('text')
  id: Id<'tok'>;

  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Column('text')
  purpose: MailedTokenPurpose;

  /** SHA-256 of the token, hex. */
  @Index('mailed_tokens_token_hash_key', { unique: true })
  @Column('text')
  tokenHash: string;

  @Index('mailed_tokens_expires_at_idx')
  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
