import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/**
 * The words (stems) a seller's listings use, for forgiving typos. Kept by a trigger of `products`; words only come, one
 * that is no longer used costs nothing. The trigram index is in the migration.
 */
@Entity('product_words')
@Index('product_words_word_idx', { synchronize: false })
export class ProductWordEntity {
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @PrimaryColumn('text')
  sellerId: Id<'sel'>;

  @PrimaryColumn('text')
  word: string;
}
