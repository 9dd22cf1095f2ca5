import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** A picture or recording a buyer sent, as fetched from its platform. Deleted when `expiresAt` has passed. */
@Entity('inbox_media')
@Index('inbox_media_inbox_id_position_key', ['inboxId', 'position'], { unique: true })
export class InboxMediaEntity {
  @PrimaryColumn('text')
  id: Id<'med'>;

  @Index('inbox_media_seller_id_idx')
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @ForeignKey('agent_inbox', { onDelete: 'CASCADE' })
  @Column('text')
  inboxId: Id<'inb'>;

  /** Index in the message's list of media. */
  @Column('smallint')
  position: number;

  @Column('text')
  kind: 'image' | 'voice';

  /** As the bytes say, not as the sender said. */
  @Column('text')
  mimeType: string;

  @Column('bytea')
  content: Buffer;

  @Index('inbox_media_expires_at_idx')
  @Column('timestamptz')
  expiresAt: Date;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
