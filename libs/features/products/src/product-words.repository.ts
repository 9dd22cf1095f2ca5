/** SQL of `product_words`, the words a seller's listings use. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';

const CANDIDATES = 200;
const SHORT_CHARS = 5;
/** A stem is at most so much shorter than what was typed. */
const SUFFIX_CHARS = 5;

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

  /** Words that look like this one, or begin like it: two swapped letters leave few trigrams in common. */
  async listSimilar(sellerId: Id<'sel'>, word: string): Promise<string[]> {
    const letters = Array.from(word);
    const beginning = letters.slice(0, letters.length <= SHORT_CHARS ? 1 : 2).join('');
    const similar = await rows<{ word: string }>(
      this.dataSource,
      `select word from product_words
        where seller_id = $1 and (word % $2 or (word like $3 and length(word) between length($2) - $4 and length($2) + 2))
        order by similarity(word, $2) desc, word limit $5`,
      [sellerId, word, `${beginning}%`, SUFFIX_CHARS, CANDIDATES],
    );
    return similar.map((found) => found.word);
  }
}
