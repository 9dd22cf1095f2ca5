/**
 * How many listings use each word, so that a search knows how common its words are before it looks for them, and the
 * words of titles noted apart, so that the index finds them alone.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  `ALTER TABLE "product_words" ADD "title_count" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "product_words" ADD "headline_count" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "product_words" ADD "listing_count" integer NOT NULL DEFAULT '0'`,
  // Counts change with most pages of a first sync: room for the new versions on the same page.
  `alter table product_words set (fillfactor = 60)`,
];

/** `mark`: behind which the words of the title are noted once more; no parser makes a word that begins so. */
const describe = (mark: string | null): string => `
  create or replace function products_describe() returns trigger language plpgsql as $$
  declare title_words tsvector; headline_words tsvector;
  begin
    new.shelf := case when new.state = 'active' and coalesce(new.quantity, 1) > 0 then 0
                      when new.state in ('active', 'sold_out') then 1 else 2 end;
    if tg_op = 'UPDATE' and new.headline is not null
       and (new.title, new.tags, new.skus, new.description, new.etsy_id)
           is not distinct from (old.title, old.tags, old.skus, old.description, old.etsy_id) then
      return new;
    end if;
    title_words := to_tsvector('english', unaccent(new.title));
    headline_words := setweight(title_words, 'A')
      || setweight(to_tsvector('english', unaccent(array_to_string(new.tags, ' , '))), 'B')
      || array_to_tsvector(array(select distinct lower(s) from unnest(new.skus) s where s <> '')
                           || array[new.etsy_id::text]);
    new.headline := headline_words${mark === null ? '' : ` || array_to_tsvector(array(select '${mark}' || w from unnest(tsvector_to_array(title_words)) w))`};
    new.words := headline_words || setweight(to_tsvector('english', unaccent(left(new.description, 50000))), 'D');
    return new;
  end $$`;

/** The words of listings that are alive, with weights: A the title, B tags, D the description. */
const wordsOf = (listings: string): string => `
  select l.seller_id, w.lexeme as word, 'A' = any(w.weights) as in_title, w.weights && '{A,B}' as in_headline
    from ${listings} l cross join lateral unnest(l.words) w
   where l.deleted_at is null and length(w.lexeme) between 3 and 30 and w.lexeme !~ '[0-9_.:/@-]'
  union all
  -- All listings together, under the word that is none.
  select l.seller_id, '', false, false from ${listings} l where l.deleted_at is null`;

const counted = (words: string, sign = ''): string => `
  select seller_id, word, ${sign}count(*) filter (where in_title) as title_count,
         ${sign}count(*) filter (where in_headline) as headline_count, ${sign}count(*) as listing_count
    from (${words}) w group by seller_id, word`;

/**
 * Adds changes of counts to what stands there: most words are known already, and a plain update of those costs less
 * than an insert that meets a conflict. Only under {@link lock}, which keeps two writers of a shop apart.
 */
const add = (changes: string, before = ''): string => `
  with ${before} c as materialized (${changes}),
  known as (
    update product_words w
       set title_count = w.title_count + c.title_count, headline_count = w.headline_count + c.headline_count,
           listing_count = w.listing_count + c.listing_count
      from c where w.seller_id = c.seller_id and w.word = c.word
    returning 1)
  insert into product_words (seller_id, word, title_count, headline_count, listing_count)
  select seller_id, word, title_count, headline_count, listing_count from c order by seller_id, word
  on conflict do nothing`;

const lock = (listings: string): string => `
  perform pg_advisory_xact_lock(hashtextextended('product_words:' || s.seller_id, 0))
     from (select distinct seller_id from ${listings} order by 1) s`;

const TRIGGERS = [
  // A page has few words and a shop has many: they are looked up one by one, never read as a whole.
  `create or replace function products_note_words() returns trigger language plpgsql
   set enable_hashjoin = off set enable_mergejoin = off as $$
   begin
     ${lock('fresh')};
     ${add(counted(wordsOf('fresh')))};
     return null;
   end $$`,
  // Most updates change stock or price, and no word.
  `create or replace function products_note_new_words() returns trigger language plpgsql as $$
   begin
     if not exists (select 1 from fresh f join stale s on s.id = f.id
                     where s.words is distinct from f.words or (s.deleted_at is null) <> (f.deleted_at is null)) then
       return null;
     end if;
     ${lock('fresh')};
     ${add(
       'select * from changes',
       `changed as (
       select f.id from fresh f join stale s on s.id = f.id
        where s.words is distinct from f.words or (s.deleted_at is null) <> (f.deleted_at is null)),
     before as (select s.* from stale s join changed c on c.id = s.id
                 -- A shop whose words were forgotten already has nothing to take back.
                 where exists (select 1 from product_words w where w.seller_id = s.seller_id)),
     after as (select f.* from fresh f join changed c on c.id = f.id),
     changes as (
       select seller_id, word, sum(title_count)::int as title_count, sum(headline_count)::int as headline_count,
              sum(listing_count)::int as listing_count
         from (${counted(wordsOf('before'), '-')} union all ${counted(wordsOf('after'))}) b
        group by seller_id, word
       having sum(listing_count) <> 0 or sum(headline_count) <> 0 or sum(title_count) <> 0),`,
     )};
     delete from product_words w using (select distinct seller_id from fresh) s
      where w.seller_id = s.seller_id and w.listing_count <= 0;
     return null;
   end $$`,
];

const CREATE_TRIGGERS = [
  `create trigger products_note_words after insert on products referencing new table as fresh
   for each statement execute function products_note_words()`,
  `create trigger products_note_new_words after update on products referencing new table as fresh old table as stale
   for each statement execute function products_note_new_words()`,
];

const DROP_TRIGGERS = [
  `drop trigger products_note_words on products`,
  `drop trigger products_note_new_words on products`,
];

const UP = [
  ...COLUMNS,
  ...DROP_TRIGGERS,
  describe('='),
  `update products set headline = null`,
  `delete from product_words`,
  add(counted(wordsOf('products'))),
  ...TRIGGERS,
  ...CREATE_TRIGGERS,
];

/** As they were: words that come are noted, none is counted. */
const OLD_TRIGGERS = [
  'fresh f',
  'fresh f join stale s on s.id = f.id and s.words is distinct from f.words',
].map(
  (source, k) => `
  create or replace function ${k === 0 ? 'products_note_words' : 'products_note_new_words'}() returns trigger language plpgsql as $$
   begin
     insert into product_words (seller_id, word)
     select distinct f.seller_id, w.word from ${source}, unnest(tsvector_to_array(f.words)) w(word)
      where length(w.word) between 3 and 30 and w.word !~ '[0-9_.:/@-]'
      order by 1, 2
     on conflict do nothing;
     return null;
   end $$`,
);

const DOWN = [
  ...DROP_TRIGGERS,
  describe(null),
  `update products set headline = null`,
  `delete from product_words where word = ''`,
  `alter table product_words drop column title_count, drop column headline_count, drop column listing_count`,
  `alter table product_words reset (fillfactor)`,
  ...OLD_TRIGGERS,
  ...CREATE_TRIGGERS,
];

/** counts of words, marks of titles. */
export class CountProductWords1795456000000 implements MigrationInterface {
  name = 'CountProductWords1795456000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
