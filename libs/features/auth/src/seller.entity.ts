import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { Id } from '#platform/ids';

export type SellerStatus = 'active' | 'suspended';
export type SellerPlan = 'free' | 'pro';

/** An account: the person who owns a shop. The e-mail is stored lower-case. */
@Entity('sellers')
export class SellerEntity {
  @PrimaryColumn('text')
  id: Id<'sel'>;

  @Index('sellers_email_key', { unique: true })
  @Column('text')
  email: string;

  /** argon2id PHC string. */
  @Column('text')
  passwordHash: string;

  @Column('text')
  name: string;

  @Column('text', { default: 'active' })
  status: SellerStatus;

  @Column('text', { default: 'free' })
  plan: SellerPlan;

  /** When the owner has shown that mail to the address reaches them. */
  @Column('timestamptz', { nullable: true })
  emailVerifiedAt: Date | null;

  /** Sealed. Set but unconfirmed while the owner is setting the second factor up. */
  @Column('text', { nullable: true })
  totpSecret: string | null;

  /** Null: a password is enough to sign in. */
  @Column('timestamptz', { nullable: true })
  totpConfirmedAt: Date | null;

  /** The 30-second step of the last code that was taken: a code works once. */
  @Column('int', { nullable: true })
  totpLastStep: number | null;

  /** SHA-256 of the unused recovery codes, hex. */
  @Column('text', { array: true, default: '{}' })
  recoveryCodeHashes: string[];

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
