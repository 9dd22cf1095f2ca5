import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** A started OAuth flow: bound to its seller and browser, good for 10 minutes, used once. Of `state` only the hash is kept. */
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

  /** Hash of the key that the browser which started the flow has in a cookie. */
  @Column('text')
  browserHash: string;

  @Index('etsy_oauth_states_expires_at_idx')
  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
