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

export type ConversationKind = 'buyer' | 'seller' | 'test';
export type ConversationOwner = 'ai' | 'human';

/**
 * One buyer on one channel, or the seller's own chat with the agent.
 * `epoch` is the fencing token of the lease: whoever raised it last may write, nobody else.
 * `dueAt` is the earliest moment at which a run has something to do; null when nothing waits.
 */
@Entity('conversations')
@Index('conversations_channel_id_external_id_key', ['channelId', 'externalId'], { unique: true })
@Index('conversations_own_chat_key', ['agentId', 'kind', 'externalId'], {
  unique: true,
  where: 'channel_id is null',
})
@Index('conversations_due_idx', ['priority', 'dueAt'], { where: 'due_at is not null' })
@Index('conversations_seller_id_updated_at_idx', ['sellerId', 'updatedAt'])
@Index('conversations_human_requested_idx', ['humanRequestedAt'], {
  where: 'human_requested_at is not null and escalated_at is null',
})
export class ConversationEntity {
  @PrimaryColumn('text')
  id: Id<'cnv'>;

  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @ForeignKey('agents', { onDelete: 'CASCADE' })
  @Column('text')
  agentId: Id<'agt'>;

  /** null for the seller's own chat. */
  @ForeignKey('messaging_channels', { onDelete: 'CASCADE' })
  @Column('text', { nullable: true })
  channelId: Id<'chn'> | null;

  @Column('text')
  kind: ConversationKind;

  /** The platform's id of the chat; the seller's id in the seller's own chat. */
  @Column('text')
  externalId: string;

  @Column('text', { default: '' })
  buyerName: string;

  @Column('text', { default: 'ai' })
  owner: ConversationOwner;

  /** When the owner last changed: what the agent wrote before a takeover is not sent after it. */
  @Column('timestamptz', { nullable: true })
  ownerSince: Date | null;

  /** When a takeover ends by itself; null: until handed back. */
  @Column('timestamptz', { nullable: true })
  humanUntil: Date | null;

  @Column('timestamptz', { nullable: true })
  blockedAt: Date | null;

  /** Put aside by the seller; the next message opens it again. */
  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  /** The seller's own note; nobody else sees it. */
  @Column('text', { default: '' })
  note: string;

  /** What the seller told the agent when they handed back, and when. */
  @Column('text', { nullable: true })
  handBackNote: string | null;

  @Column('timestamptz', { nullable: true })
  handedBackAt: Date | null;

  /** Up to which inbox position the seller has read. */
  @Column('int', { default: 0 })
  readSeq: number;

  /** Up to which inbox position a human has answered: the agent leaves these alone. */
  @Column('int', { default: 0 })
  humanSeq: number;

  /** Somebody waits for a human since then; null once one has answered. */
  @Column('timestamptz', { nullable: true })
  humanRequestedAt: Date | null;

  /** When the seller was told again that nobody has answered. */
  @Column('timestamptz', { nullable: true })
  escalatedAt: Date | null;

  /** The buyer wrote more than allowed; until then nothing is answered. */
  @Column('timestamptz', { nullable: true })
  limitedUntil: Date | null;

  /** Why nothing can be sent to this chat (the buyer blocked the bot); null when it can. */
  @Column('text', { nullable: true })
  unreachable: string | null;

  /** Smaller goes first: 0 the seller's chat, 10 buyers. */
  @Column('smallint', { default: 10 })
  priority: number;

  /** Last position drawn in the inbox of this conversation. */
  @Column('int', { default: 0 })
  lastSeq: number;

  /** Last position drawn among its deliveries. */
  @Column('int', { default: 0 })
  lastOutSeq: number;

  @Column('timestamptz', { nullable: true })
  dueAt: Date | null;

  @Column('int', { default: 0 })
  epoch: number;

  @Column('text', { nullable: true })
  leaseOwner: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  /** Worker that holds a live process for this conversation, while the heartbeat is fresh. */
  @Column('text', { nullable: true })
  warmWorker: string | null;

  @Column('timestamptz', { nullable: true })
  warmUntil: Date | null;

  @Column('timestamptz', { nullable: true })
  lastInboundAt: Date | null;

  @Column('timestamptz', { nullable: true })
  lastOutboundAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
