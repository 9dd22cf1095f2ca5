import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/**
 * One request to the model, written when its answer begins and again when it ends: what a crash cuts off is on the
 * books all the same.
 */
@Entity('model_usage')
export class ModelUsageEntity {
  @PrimaryColumn('uuid')
  requestId: string;

  @Index('model_usage_run_id_idx')
  @ForeignKey('agent_runs', { onDelete: 'CASCADE' })
  @Column('text')
  runId: Id<'run'>;

  @Column('text')
  model: string;

  /** `start`: the answer has begun; `stop`: it has ended, the counts are final. */
  @Column('text')
  phase: 'start' | 'stop';

  /** False when the answer broke off: the bill may be higher. */
  @Column('boolean', { default: true })
  complete: boolean;

  @Column('int')
  inputTokens: number;

  @Column('int')
  outputTokens: number;

  @Column('int')
  cacheReadTokens: number;

  @Column('int')
  cacheWriteTokens: number;

  /** Millionths of a US dollar. */
  @Column('int')
  costMicros: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
