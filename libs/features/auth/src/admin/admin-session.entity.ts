import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** One sign-in of an administrator. The cookie holds a random token, the row its hash. */
@Entity('admin_sessions')
export class AdminSessionEntity {
  @PrimaryColumn('text')
  id: Id<'ses'>;

  @Index('admin_sessions_admin_id_idx')
  @ForeignKey('admins', { onDelete: 'CASCADE' })
  @Column('text')
  adminId: Id<'adm'>;

  /** SHA-256 of the token, hex. */
  @Index('admin_sessions_token_hash_key', { unique: true })
  @Column('text')
  tokenHash: string;

  @Column('text', { nullable: true })
  userAgent: string | null;

  @Column('text', { nullable: true })
  ipAddress: string | null;

  @Column('timestamptz')
  lastSeenAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
