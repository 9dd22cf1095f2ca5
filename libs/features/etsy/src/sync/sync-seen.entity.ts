import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** Listing ids met by a running sync; what is missing here after a complete pass has vanished at Etsy. */
@Entity('sync_seen')
export class SyncSeenEntity {
  @ForeignKey('sync_runs', { onDelete: 'CASCADE' })
  @PrimaryColumn('text')
  syncRunId: Id<'syn'>;

  @PrimaryColumn('bigint')
  etsyId: string;
}
