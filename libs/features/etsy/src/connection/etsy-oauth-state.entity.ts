import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** A started OAuth flow: bound to its seller, good for 10 minutes, used once. Only the hash of `state` is kept. */
@Entity('etsy_oauth_states')
export class EtsyOauthStateEntity {
  @PrimaryColumn('text')
  stateHash: string;

  @Index('etsy_oauth_states_seller_id_idx')
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  /** Sealed PKCE verifier. */
  @Column('text')
  codeVerifier: string;

  @Index('etsy_oauth_states_expires_at_idx')
  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
