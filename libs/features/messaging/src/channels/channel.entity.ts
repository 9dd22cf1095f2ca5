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

export type ChannelPlatform = 'whatsapp' | 'telegram' | 'webhook';

/** The spec's three words; what a driver knows beyond them stands in `health`. */
export type ChannelStatus = 'pending' | 'connected' | 'disconnected';

/** A linked WhatsApp number, Telegram bot or signed webhook. The lease says which worker holds its socket or polls it. */
@Entity('messaging_channels')
@Index('messaging_channels_platform_platform_id_key', ['platform', 'platformId'], {
  unique: true,
  where: "status <> 'disconnected'",
})
export class ChannelEntity {
  @PrimaryColumn('text')
  id: Id<'chn'>;

  @Index('messaging_channels_seller_id_idx')
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  /** Whose agent answers here. */
  @Index('messaging_channels_agent_id_idx')
  @ForeignKey('agents', { onDelete: 'CASCADE' })
  @Column('text')
  agentId: Id<'agt'>;

  @Column('text')
  platform: ChannelPlatform;

  /** The platform's own id of this end: bot id, WhatsApp account, webhook id. */
  @Column('text')
  platformId: string;

  /** What a person calls it: @my_bot, +49…, a name. */
  @Column('text', { default: '' })
  displayName: string;

  /** `bot`: answers buyers. `notify`: the seller's own chat with the platform's bot. */
  @Column('text', { default: 'bot' })
  purpose: 'bot' | 'notify';

  @Column('text', { default: 'pending' })
  status: ChannelStatus;

  /** Sealed JSON of tokens and secrets; null when there are none. */
  @Column('text', { nullable: true })
  secrets: string | null;

  /** Plain settings and the driver's own state (webhook or polling, poll offset, pairing step). */
  @Column('jsonb', { default: () => "'{}'" })
  config: Record<string, unknown>;

  /** Last trouble in words for the seller; null when well. */
  @Column('text', { nullable: true })
  lastError: string | null;

  @Column('timestamptz', { nullable: true })
  lastInboundAt: Date | null;

  @Column('int', { default: 0 })
  epoch: number;

  @Column('text', { nullable: true })
  leaseOwner: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
