import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** A line of the activity log. `seq` is gapless per agent and in commit order, so a reader misses nothing. */
@Entity('agent_events')
@Index('agent_events_agent_id_seq_key', ['agentId', 'seq'], { unique: true })
@Index('agent_events_conversation_id_idx', ['conversationId'], {
  where: 'conversation_id is not null',
})
@Index('agent_events_created_at_idx', ['createdAt'])
@Index('agent_events_handoffs_idx', ['agentId', 'createdAt'], {
  where: "event_type = 'handoff.requested'",
})
export class AgentEventEntity {
  @PrimaryColumn('text')
  id: Id<'evt'>;

  @ForeignKey('agents', { onDelete: 'CASCADE' })
  @Column('text')
  agentId: Id<'agt'>;

  @Column('bigint', { transformer: { to: (v: number) => v, from: (v: string) => Number(v) } })
  seq: number;

  @ForeignKey('conversations', { onDelete: 'CASCADE' })
  @Column('text', { nullable: true })
  conversationId: Id<'cnv'> | null;

  @Column('text')
  eventType: string;

  @Column('text', { default: '' })
  content: string;

  @Column('jsonb', { default: () => "'{}'" })
  metadata: Record<string, unknown>;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
