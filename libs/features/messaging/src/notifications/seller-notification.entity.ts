import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

export type NotificationTarget = 'email' | 'telegram' | 'webhook';
export type NotificationKind =
  | 'human_requested'
  | 'not_answered'
  | 'question_asked'
  | 'custom_request'
  | 'buyer_limited'
  | 'channel_trouble'
  | 'needs_reconnect'
  | 'shop_needs_reconnect'
  | 'shop_reconnect_soon';

/** One thing to tell a seller in one way. `topic` keeps it from being told twice. */
@Entity('seller_notifications')
@Index('seller_notifications_topic_key', ['sellerId', 'target', 'topic'], { unique: true })
@Index('seller_notifications_due_idx', ['availableAt'], { where: "status = 'pending'" })
export class SellerNotificationEntity {
  /** Random; the receiver of a webhook knows a repeat by it. */
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Column('text')
  target: NotificationTarget;

  @Column('text')
  kind: NotificationKind;

  @Column('text')
  topic: string;

  @Column('text', { nullable: true })
  conversationId: string | null;

  @Column('text', { nullable: true })
  channelId: string | null;

  /** Our own words; never a buyer's. */
  @Column('text')
  body: string;

  @Column('text', { default: 'pending' })
  status: 'pending' | 'sent' | 'failed';

  @Column('int', { default: 0 })
  attemptCount: number;

  @Column('timestamptz', { default: () => 'now()' })
  availableAt: Date;

  @Column('text', { nullable: true })
  error: string | null;

  @Index('seller_notifications_created_at_idx')
  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
