/** SQL of `product_words`, the words a seller's listings use. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';

const CANDIDATES = 200;
const SHORT_CHARS = 5;

@Injectable()
export class ProductWordsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** How the index writes a word (null: too common to be indexed), and whether any listing uses it. */
  async lookUp(
    sellerId: Id<'sel'>,
    word: string,
  ): Promise<{ stem: string | null; known: boolean }> {
    const found = await row<{ stem: string | null; known: boolean }>(
      this.dataSource,
      `select s.stem, exists (select 1 from product_words w where w.seller_id = $1 and w.word = s.stem) as known
         from (select (tsvector_to_array(to_tsvector('english', unaccent($2))))[1] as stem) s`,
      [sellerId, word],
    );
    return found ?? { stem: null, known: false };
  }

  /** Words that look like this one; for short words also those that begin alike, since they share few trigrams. */
  async listSimilar(sellerId: Id<'sel'>, word: string): Promise<string[]> {
    const short = word.length <= SHORT_CHARS;
    const similar = await rows<{ word: string }>(
      this.dataSource,
      `select word from product_words
        where seller_id = $1 and (word % $2 or ($3 and word like $4 and abs(length(word) - length($2)) <= 1))
        order by similarity(word, $2) desc, word limit $5`,
      [sellerId, word, short, `${Array.from(word)[0] ?? ''}%`, CANDIDATES],
    );
    return similar.map((found) => found.word);
  }
}
