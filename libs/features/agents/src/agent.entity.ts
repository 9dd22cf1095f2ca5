import {
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryColumn,
  UpdateDateColumn,
} from 'typeorm';
import type { Id } from '#platform/ids';
import type { AgentConfig } from './agent-config.js';

export type AgentStatus = 'active' | 'paused';

/** A seller's agent. `eventSeq` orders its events: it is drawn as the last statement of an inserting transaction. */
@Entity('agents')
export class AgentEntity {
  @PrimaryColumn('text')
  id: Id<'agt'>;

  @Index('agents_seller_id_key', { unique: true })
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Column('text')
  name: string;

  @Column('text', { default: 'active' })
  status: AgentStatus;

  @Column('text')
  workspacePath: string;

  @Column('jsonb', { default: () => "'{}'" })
  config: AgentConfig;

  @Column('text', { default: '' })
  soulInstructions: string;

  @Column('bigint', {
    default: 0,
    transformer: { to: (v: number) => v, from: (v: string) => Number(v) },
  })
  eventSeq: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
