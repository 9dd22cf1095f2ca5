import {
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryGeneratedColumn,
} from 'typeorm';
import type { Id } from '#platform/ids';

/**
 * A message that WhatsApp was told we have, and that is not in the inbox yet. Written before the receipt leaves, deleted
 * in the transaction that stores the message: a crash in between loses nothing.
 */
@Entity('wa_inbound')
@Index('wa_inbound_message_key', ['channelId', 'chat', 'fromMe', 'messageId'], { unique: true })
@Index('wa_inbound_channel_id_n_idx', ['channelId', 'n'])
export class WaInboundEntity {
  /** Order of arrival. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  n: string;

  @ForeignKey('messaging_channels', { onDelete: 'CASCADE' })
  @Column('text')
  channelId: Id<'chn'>;

  @Column('text')
  chat: string;

  @Column('boolean')
  fromMe: boolean;

  @Column('text')
  messageId: string;

  /** Sealed JSON of the message. */
  @Column('text')
  payload: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
