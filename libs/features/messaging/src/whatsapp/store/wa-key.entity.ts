import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** One Signal key of a linked account (sessions, pre-keys, address mappings). Sealed; a row per key. */
@Entity('wa_keys')
export class WaKeyEntity {
  @PrimaryColumn('text')
  @ForeignKey('messaging_channels', { onDelete: 'CASCADE' })
  channelId: Id<'chn'>;

  @PrimaryColumn('text')
  type: string;

  @PrimaryColumn('text')
  id: string;

  @Column('text')
  value: string;
}
