import { Column, Entity, ForeignKey, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** How a seller wants to be told; a seller without a row gets e-mails. Telegram is a channel of its own (`notify`). */
@Entity('notification_settings')
export class NotificationSettingsEntity {
  @PrimaryColumn('text')
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  sellerId: Id<'sel'>;

  @Column('boolean', { default: true })
  email: boolean;

  @Column('text', { nullable: true })
  webhookUrl: string | null;

  /** Sealed; signs what is posted there. */
  @Column('text', { nullable: true })
  webhookSecret: string | null;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
