import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** What a seller once told their agent. The newest is the one in force. */
@Entity('agent_soul_versions')
@Index('agent_soul_versions_agent_id_idx', ['agentId', 'id'])
export class SoulVersionEntity {
  @PrimaryColumn('text')
  id: Id<'sol'>;

  @ForeignKey('agents', { onDelete: 'CASCADE' })
  @Column('text')
  agentId: Id<'agt'>;

  @Column('text')
  soulInstructions: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
