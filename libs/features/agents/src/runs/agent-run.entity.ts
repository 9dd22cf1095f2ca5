import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** `abandoned`: its worker died or lost the lease. */
export type AgentRunStatus =
  | 'collecting'
  | 'running'
  | 'completed'
  | 'failed'
  | 'abandoned'
  | 'superseded';

/** One agent turn: one or more inbox messages in, one answer out. */
@Entity('agent_runs')
@Index('agent_runs_agent_id_created_at_idx', ['agentId', 'createdAt'])
@Index('agent_runs_conversation_id_idx', ['conversationId'])
@Index('agent_runs_open_idx', ['conversationId'], { where: "status in ('collecting', 'running')" })
export class AgentRunEntity {
  @PrimaryColumn('text')
  id: Id<'run'>;

  @ForeignKey('agents', { onDelete: 'CASCADE' })
  @Column('text')
  agentId: Id<'agt'>;

  @ForeignKey('conversations', { onDelete: 'CASCADE' })
  @Column('text')
  conversationId: Id<'cnv'>;

  @Column('uuid', { nullable: true })
  sessionId: string | null;

  /** The first message answered; `agent_inbox.run_id` ties the rest. */
  @Index('agent_runs_inbox_id_idx', { where: 'inbox_id is not null' })
  @ForeignKey('agent_inbox', { onDelete: 'SET NULL' })
  @Column('text', { nullable: true })
  inboxId: Id<'inb'> | null;

  @Column('text')
  status: AgentRunStatus;

  /** The conversation's lease epoch this run holds. */
  @Column('int')
  epoch: number;

  @Column('text')
  worker: string;

  @Column('boolean', { default: false })
  warm: boolean;

  @Column('int', { nullable: true })
  pid: number | null;

  @Column('text', { nullable: true })
  model: string | null;

  @Column('int', { default: 0 })
  inputTokens: number;

  @Column('int', { default: 0 })
  outputTokens: number;

  @Column('int', { default: 0 })
  cacheReadTokens: number;

  @Column('int', { default: 0 })
  cacheWriteTokens: number;

  /** Millionths of a US dollar. */
  @Column('int', { default: 0 })
  costMicros: number;

  /** Set aside in the seller's month while the run is under way; 0 afterwards. */
  @Column('int', { default: 0 })
  reservedMicros: number;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  @Column('int', { nullable: true })
  exitCode: number | null;

  @Column('text', { nullable: true })
  signal: string | null;

  /** Failure class, e.g. `rate_limited`; never the model's text. */
  @Column('text', { nullable: true })
  error: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
