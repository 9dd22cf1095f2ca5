import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** `expired`: too old to answer, listed. `skipped`: a human answered. `failed`: given up, listed, can be replayed. */
export type InboxStatus = 'queued' | 'processing' | 'done' | 'failed' | 'expired' | 'skipped';

/** `error` of a queued message that waits for its shop to open. */
export const OUT_OF_HOURS = 'out_of_hours';
/** `error` of a queued message that waits for the model to come back. */
export const MODEL_DOWN = 'model_down';

/** A picture, a recording, or something that cannot be read. */
export interface InboxMedium {
  kind: 'image' | 'voice' | 'other';
  /** Row of `inbox_media`, once it was fetched. */
  id?: string;
  mimeType?: string;
  /** The platform's reference to the file, good for fetching it. For `other` its name. */
  note?: string;
  /** What a recording says. */
  transcript?: string;
}

/** What somebody wrote. `text` is verbatim; `media` are references into `inbox_media`. */
export interface InboxPayload {
  text: string;
  senderId: string;
  senderName: string;
  /** When the platform says it was written (ISO). */
  sentAt: string;
  /** The platform's id of the message itself, by which a later change names it. */
  messageId?: string;
  /** This is a new wording of an earlier message. */
  edited?: boolean;
  /** The beginning of the message that this one answers to, as the writer's app shows it: it may be forged. */
  quoted?: string;
  media?: InboxMedium[];
}

/** One thing somebody wrote to an agent. The row is the truth; a queue job is only a nudge. */
@Entity('agent_inbox')
@Index('agent_inbox_channel_id_external_id_key', ['channelId', 'externalId'], {
  unique: true,
  where: 'channel_id is not null',
})
@Index('agent_inbox_agent_id_external_id_key', ['agentId', 'externalId'], {
  unique: true,
  where: 'channel_id is null',
})
@Index('agent_inbox_conversation_id_seq_key', ['conversationId', 'seq'], { unique: true })
@Index('agent_inbox_open_idx', ['conversationId', 'seq'], {
  where: "status in ('queued', 'processing')",
})
@Index('agent_inbox_agent_id_created_at_idx', ['agentId', 'createdAt'])
@Index('agent_inbox_not_answered_idx', ['agentId', 'id'], {
  where: "status in ('failed', 'expired')",
})
export class InboxMessageEntity {
  @PrimaryColumn('text')
  id: Id<'inb'>;

  @ForeignKey('agents', { onDelete: 'CASCADE' })
  @Column('text')
  agentId: Id<'agt'>;

  @ForeignKey('conversations', { onDelete: 'CASCADE' })
  @Column('text')
  conversationId: Id<'cnv'>;

  /** null when the seller wrote in the dashboard. */
  @ForeignKey('messaging_channels', { onDelete: 'CASCADE' })
  @Column('text', { nullable: true })
  channelId: Id<'chn'> | null;

  /** The platform's message or update id, or the caller's Idempotency-Key: what makes a redelivery harmless. */
  @Column('text')
  externalId: string;

  /** Position in its conversation, from 1, without gaps. */
  @Column('int')
  seq: number;

  @Column('text', { default: 'message' })
  kind: 'message';

  @Column('jsonb')
  payload: InboxPayload;

  @Column('text', { default: 'queued' })
  status: InboxStatus;

  @Column('smallint', { default: 10 })
  priority: number;

  /** Where it came in: telegram, whatsapp, webhook, dashboard, api. */
  @Column('text')
  source: string;

  /** Runs that failed on this message. */
  @Column('int', { default: 0 })
  attemptCount: number;

  /** Runs that died with their worker; an innocent message does not die of killed workers. */
  @Column('int', { default: 0 })
  crashCount: number;

  @Column('timestamptz', { default: () => 'now()' })
  availableAt: Date;

  @Index('agent_inbox_run_id_idx', { where: 'run_id is not null' })
  @Column('text', { nullable: true })
  runId: Id<'run'> | null;

  /** Class of the last failure, for the seller and for replay. */
  @Column('text', { nullable: true })
  error: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  processedAt: Date | null;
}
