import { Column, Entity, ForeignKey, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** What proves to WhatsApp that this is the linked device. Sealed; written only by the holder of the channel's lease. */
@Entity('wa_creds')
export class WaCredsEntity {
  @PrimaryColumn('text')
  @ForeignKey('messaging_channels', { onDelete: 'CASCADE' })
  channelId: Id<'chn'>;

  @Column('text')
  creds: string;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
