import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** One row a seller: what is true of the catalogue as a whole, so that unchanged products need not be written. */
@Entity('catalogues')
export class CatalogueEntity {
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @PrimaryColumn('text')
  sellerId: Id<'sel'>;

  /** Every product was as it is stored at this moment or later: when the last complete pass began. */
  @Column('timestamptz')
  confirmedAt: Date;
}
