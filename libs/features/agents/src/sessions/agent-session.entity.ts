import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** The model session of one conversation, as of its last committed turn. Two buyers never share one. */
@Entity('agent_sessions')
export class AgentSessionEntity {
  @ForeignKey('conversations', { onDelete: 'CASCADE' })
  @PrimaryColumn('text')
  conversationId: Id<'cnv'>;

  @Index('agent_sessions_agent_id_idx')
  @ForeignKey('agents', { onDelete: 'CASCADE' })
  @Column('text')
  agentId: Id<'agt'>;

  /** UUID given to the CLI (`--session-id`, later `--resume`). */
  @Column('uuid')
  sessionId: string;

  /** Compressed JSONL of the session after its last committed turn; null before the first. */
  @Column('bytea', { nullable: true, select: false })
  transcript: Buffer | null;

  /** UUID of the last assistant message of the last committed turn. */
  @Column('text', { nullable: true })
  lastAssistantUuid: string | null;

  @Column('int', { default: 0 })
  turnCount: number;

  /** Tokens of the last request's context, to decide when to summarise. */
  @Column('int', { default: 0 })
  contextTokens: number;

  @Column('text', { nullable: true })
  lastRunId: Id<'run'> | null;

  @Column('timestamptz', { nullable: true })
  lastRunAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
