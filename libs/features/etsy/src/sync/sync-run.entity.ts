import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

export type SyncRunStatus = 'queued' | 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';

/** One pass over a shop's listings; `cursor` is where it goes on after a crash. At most one is open for a seller. */
@Entity('sync_runs')
@Index('sync_runs_one_open_key', ['sellerId'], {
  unique: true,
  where: "status in ('queued', 'running', 'waiting')",
})
@Index('sync_runs_due_idx', ['availableAt'], {
  where: "status in ('queued', 'running', 'waiting')",
})
export class SyncRunEntity {
  @PrimaryColumn('text')
  id: Id<'syn'>;

  @Index('sync_runs_seller_id_idx')
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Column('text')
  trigger: 'connect' | 'manual' | 'schedule' | 'webhook';

  @Column('text', { default: 'queued' })
  status: SyncRunStatus;

  @Column('jsonb', { default: () => "'{}'" })
  cursor: Record<string, unknown>;

  @Column('int', { default: 0 })
  seenCount: number;

  @Column('int', { default: 0 })
  changedCount: number;

  @Column('int', { default: 0 })
  removedCount: number;

  @Column('int', { nullable: true })
  totalCount: number | null;

  @Column('int', { default: 0 })
  attemptCount: number;

  @Column('text', { nullable: true })
  error: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  availableAt: Date;

  @Column('text', { nullable: true })
  leaseOwner: string | null;

  @Column('int', { default: 0 })
  epoch: number;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
