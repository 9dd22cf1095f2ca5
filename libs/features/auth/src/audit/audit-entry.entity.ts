import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** Who acts: a seller on the own account, an administrator, or nobody known (a failed sign-in). */
export type AuditActor = 'seller' | 'admin' | 'stranger';

/**
 * Who did what to which account, when and from where. A seller's own lines go with the account; what an administrator
 * did stays and names the account by its id only.
 */
@Entity('audit_log')
@Index('audit_log_target_id_idx', ['targetId', 'id'])
export class AuditEntryEntity {
  /** Sorts by time. */
  @PrimaryColumn('text')
  id: Id<'aud'>;

  @Column('text')
  actor: AuditActor;

  /** A seller's or an administrator's id; null for strangers. */
  @Column('text', { nullable: true })
  actorId: string | null;

  /** Set on lines about a seller that are not an administrator's. */
  @Index('audit_log_seller_id_idx', { where: 'seller_id is not null' })
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text', { nullable: true })
  sellerId: Id<'sel'> | null;

  /** e.g. `password.changed`; the list is in audit-actions.ts. */
  @Column('text')
  action: string;

  /** What it was done to: a seller's, session's, key's or message's id. */
  @Column('text', { nullable: true })
  targetId: string | null;

  @Column('jsonb', { default: {} })
  details: Record<string, unknown>;

  @Column('text', { nullable: true })
  ipAddress: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
