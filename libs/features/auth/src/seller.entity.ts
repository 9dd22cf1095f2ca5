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

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
