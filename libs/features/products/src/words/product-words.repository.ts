/** SQL of `product_words`: the words a seller's listings use, and how many listings use each. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PLANNED_EACH_TIME, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { KnownWord, WordReading } from './word-reading.js';

const CANDIDATES = 200;
const SHORT_CHARS = 5;
/** A stem is at most so much shorter than what was typed. */
const SUFFIX_CHARS = 5;
/** Of the words with one beginning, the most used are enough. */
const SAME_BEGINNING = 100;
/** What the trigger notes; codes and numbers would be as many as there are listings. */
const NOTED = /^[^0-9_.:/@-]{3,30}$/;

/** Readings, and how many listings there are. */
export interface LookedUp {
  readings: WordReading[];
  listings: number;
}

const COUNTS = `title_count as title, headline_count as headline, listing_count as listings`;

@Injectable()
export class ProductWordsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** One reading for each word, in the order given. */
  async lookUp(sellerId: Id<'sel'>, words: readonly string[]): Promise<LookedUp> {
    const found = await rows<{ stems: string[]; known: KnownWord[] | null; listings: number }>(
      this.dataSource,
      `select s.stems, k.known, coalesce(n.listing_count, 0) as listings
         from unnest($2::text[]) with ordinality t(word, place)
        cross join lateral (select tsvector_to_array(to_tsvector('english', unaccent(t.word))) as stems) s
        cross join lateral (
          select jsonb_agg(u) as known
            from (select word, ${COUNTS} from product_words w
                   where w.seller_id = $1 and w.word >= s.stems[1] and w.word <= s.stems[1] || chr(1114111)
                   order by w.listing_count desc, w.word limit ${SAME_BEGINNING}) u) k
         left join product_words n on n.seller_id = $1 and n.word = ''
        order by t.place`,
      [sellerId, words],
    );
    const readings = found.map(({ stems, known }) => ({
      stems,
      known: stems.length === 1 ? (known ?? []) : [],
      noted: stems.length === 1 && stems.every((stem) => NOTED.test(stem)),
    }));
    return { readings, listings: found[0]?.listings ?? 0 };
  }

  /** Words that look like this one, or begin like it: two swapped letters leave few trigrams in common. */
  async listSimilar(sellerId: Id<'sel'>, word: string): Promise<KnownWord[]> {
    const letters = Array.from(word);
    const beginning = letters.slice(0, letters.length <= SHORT_CHARS ? 1 : 2).join('');
    return rows(
      this.dataSource,
      `${PLANNED_EACH_TIME} select word, ${COUNTS} from product_words
        where seller_id = $1 and (word % $2 or (word like $3 and length(word) between length($2) - $4 and length($2) + 2))
        order by similarity(word, $2) desc, word limit $5`,
      [sellerId, word, `${beginning}%`, SUFFIX_CHARS, CANDIDATES],
    );
  }
}
