import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/**
 * The words (stems) a seller's listings use and how many listings use each, to know how common a word is and to forgive
 * typos. Kept by triggers of `products`, whose rows are buried and never deleted; the row of the empty word counts all
 * listings. The trigram index is in the migration.
 */
@Entity('product_words')
@Index('product_words_word_idx', { synchronize: false })
export class ProductWordEntity {
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @PrimaryColumn('text')
  sellerId: Id<'sel'>;

  @PrimaryColumn('text')
  word: string;

  /** Listings with the word in the title. */
  @Column('int', { default: 0 })
  titleCount: number;

  /** Listings with the word in title or tags. */
  @Column('int', { default: 0 })
  headlineCount: number;

  /** Listings with the word anywhere. */
  @Column('int', { default: 0 })
  listingCount: number;
}
