import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** `unknown`: the platform may or may not have it; never resent blindly, always shown. */
export type DeliveryStatus =
  | 'pending'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'unknown'
  | 'cancelled';

export type DeliveryAuthor = 'agent' | 'human' | 'phone' | 'system';

/** What a line of IFA's own is about; each is said once in a while. */
export type SystemLine = 'apology' | 'out_of_budget' | 'out_of_hours' | 'too_many_messages';

/** One outgoing message (each part of a split answer is its own row), drained in `seq` order per conversation. */
@Entity('deliveries')
@Index('deliveries_conversation_id_seq_key', ['conversationId', 'seq'], { unique: true })
@Index('deliveries_open_idx', ['availableAt'], { where: "status in ('pending', 'sending')" })
@Index('deliveries_channel_external_idx', ['channelId', 'externalId'], {
  where: 'external_id is not null',
})
@Index('deliveries_conversation_id_idempotency_key_idx', ['conversationId', 'idempotencyKey'], {
  where: 'idempotency_key is not null',
})
@Index('deliveries_unsettled_idx', ['sellerId', 'id'], { where: "status in ('unknown', 'failed')" })
export class DeliveryEntity {
  @PrimaryColumn('text')
  id: Id<'out'>;

  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @ForeignKey('conversations', { onDelete: 'CASCADE' })
  @Column('text')
  conversationId: Id<'cnv'>;

  /** null in the seller's own chat: there is nowhere to send, the row is the message. */
  @ForeignKey('messaging_channels', { onDelete: 'CASCADE' })
  @Column('text', { nullable: true })
  channelId: Id<'chn'> | null;

  @Index('deliveries_run_id_idx', { where: 'run_id is not null' })
  @Column('text', { nullable: true })
  runId: Id<'run'> | null;

  /** Position among the conversation's outgoing messages. */
  @Column('int')
  seq: number;

  @Column('text')
  author: DeliveryAuthor;

  /** Only for a line of ours that is not repeated for a while. */
  @Column('text', { nullable: true })
  line: SystemLine | null;

  @Column('text')
  body: string;

  @Column('text', { default: 'pending' })
  status: DeliveryStatus;

  /** The platform's id of the sent message (for WhatsApp chosen by us before the send). */
  @Column('text', { nullable: true })
  externalId: string | null;

  @Column('int', { default: 0 })
  attemptCount: number;

  @Column('timestamptz', { default: () => 'now()' })
  availableAt: Date;

  /** Worker that wrote the intent, and until when it may still be sending. */
  @Column('text', { nullable: true })
  leaseOwner: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  /** The caller's Idempotency-Key: what makes a repeated reply harmless. */
  @Column('text', { nullable: true })
  idempotencyKey: string | null;

  @Column('text', { nullable: true })
  error: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  sentAt: Date | null;
}
