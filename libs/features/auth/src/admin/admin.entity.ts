import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** Somebody who runs the house; made by a command, never over HTTP. */
@Entity('admins')
export class AdminEntity {
  @PrimaryColumn('text')
  id: Id<'adm'>;

  /** Lower-case. */
  @Index('admins_email_key', { unique: true })
  @Column('text')
  email: string;

  /** argon2id PHC string. */
  @Column('text')
  passwordHash: string;

  /** Sealed; made at the first sign-in. */
  @Column('text', { nullable: true })
  totpSecret: string | null;

  /** Null until the first code was right; without it nobody gets in. */
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
}
