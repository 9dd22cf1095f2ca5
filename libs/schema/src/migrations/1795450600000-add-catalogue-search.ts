/**
 * The catalogue becomes searchable, proposals, order events and notices get their tables. `products.headline`,
 * `products.words` and `products.shelf` are kept by a trigger, so that no writer can forget them.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE "etsy_order_events" ("webhook_id" text NOT NULL, "seller_id" text NOT NULL, "event_type" text NOT NULL, "receipt_id" bigint NOT NULL, "attempt_count" integer NOT NULL DEFAULT '0', "available_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "handled_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_c8139642f4bc5aba0c9ea743b14" PRIMARY KEY ("webhook_id"))`,
  `CREATE INDEX "etsy_order_events_seller_id_idx" ON "etsy_order_events" ("seller_id")`,
  `CREATE INDEX "etsy_order_events_due_idx" ON "etsy_order_events" ("available_at") WHERE handled_at is null`,
  `CREATE TABLE "product_proposals" ("id" text NOT NULL, "seller_id" text NOT NULL, "product_id" text NOT NULL, "conversation_id" text, "kind" text NOT NULL, "change" jsonb NOT NULL, "base" jsonb NOT NULL, "reason" text NOT NULL DEFAULT '', "status" text NOT NULL DEFAULT 'pending', "outcome" text, "attempt_count" integer NOT NULL DEFAULT '0', "available_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "epoch" integer NOT NULL DEFAULT '0', "lease_until" TIMESTAMP WITH TIME ZONE, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "decided_at" TIMESTAMP WITH TIME ZONE, "finished_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_d43f7e40f057eddd27571ac048f" PRIMARY KEY ("id"))`,
  `CREATE INDEX "product_proposals_product_id_idx" ON "product_proposals" ("product_id")`,
  `CREATE INDEX "product_proposals_expires_at_idx" ON "product_proposals" ("expires_at") WHERE status = 'pending'`,
  `CREATE INDEX "product_proposals_due_idx" ON "product_proposals" ("available_at") WHERE status = 'approved'`,
  `CREATE INDEX "product_proposals_seller_id_status_idx" ON "product_proposals" ("seller_id", "status", "created_at")`,
  `CREATE TABLE "shop_notices" ("id" text NOT NULL, "seller_id" text NOT NULL, "conversation_id" text, "type" text NOT NULL, "content" text NOT NULL, "metadata" jsonb NOT NULL DEFAULT '{}', "told_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_f6991c589c5969f55f6ce7d70f4" PRIMARY KEY ("id"))`,
  `CREATE INDEX "shop_notices_seller_id_idx" ON "shop_notices" ("seller_id")`,
  `CREATE INDEX "shop_notices_untold_idx" ON "shop_notices" ("created_at") WHERE told_at is null`,
  `CREATE TABLE "catalogues" ("seller_id" text NOT NULL, "confirmed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "PK_627be513b89e8e98fb810b0b5b2" PRIMARY KEY ("seller_id"))`,
  `CREATE TABLE "product_words" ("seller_id" text NOT NULL, "word" text NOT NULL, CONSTRAINT "PK_e25e643261b53f0a55712833266" PRIMARY KEY ("seller_id", "word"))`,
  `ALTER TABLE "etsy_connections" ADD "next_sync_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "etsy_connections" ADD "last_asked_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "etsy_connections" ADD "reconnect_warned_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "products" ADD "shelf" smallint NOT NULL DEFAULT '2'`,
  `ALTER TABLE "products" ADD "headline" tsvector`,
  `ALTER TABLE "products" ADD "words" tsvector`,
  `CREATE INDEX "etsy_connections_next_sync_at_idx" ON "etsy_connections" ("next_sync_at") WHERE status = 'active'`,
  `CREATE INDEX "products_seller_id_quantity_idx" ON "products" ("seller_id", "quantity", "etsy_id") WHERE deleted_at is null`,
  `CREATE INDEX "products_seller_id_price_idx" ON "products" ("seller_id", "price_minor", "etsy_id") WHERE deleted_at is null`,
  `ALTER TABLE "etsy_order_events" ADD CONSTRAINT "FK_48164323352b9a1bf6af72600b8" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "product_proposals" ADD CONSTRAINT "FK_aced7897d4e5ce848fdad57d06b" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "product_proposals" ADD CONSTRAINT "FK_a43448a626a44151d8e72b77de7" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "shop_notices" ADD CONSTRAINT "FK_a3e8273c69d9d381a7d5f68c9e9" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "catalogues" ADD CONSTRAINT "FK_627be513b89e8e98fb810b0b5b2" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "product_words" ADD CONSTRAINT "FK_582a2ded58c99c3df146e70e63a" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

/** All three are "trusted": whoever owns the database may create them. */
const EXTENSIONS = ['pg_trgm', 'unaccent', 'btree_gin'];

const SEARCH = [
  // SKUs and the listing id go in as they are; everything else as English stems without accents.
  `create function products_describe() returns trigger language plpgsql as $$
   begin
     new.shelf := case when new.state = 'active' and coalesce(new.quantity, 1) > 0 then 0
                       when new.state in ('active', 'sold_out') then 1 else 2 end;
     if tg_op = 'UPDATE' and new.headline is not null
        and (new.title, new.tags, new.skus, new.description, new.etsy_id)
            is not distinct from (old.title, old.tags, old.skus, old.description, old.etsy_id) then
       return new;
     end if;
     new.headline := setweight(to_tsvector('english', unaccent(new.title)), 'A')
       || setweight(to_tsvector('english', unaccent(array_to_string(new.tags, ' , '))), 'B')
       || array_to_tsvector(array(select distinct lower(s) from unnest(new.skus) s where s <> '')
                            || array[new.etsy_id::text]);
     new.words := new.headline || setweight(to_tsvector('english', unaccent(left(new.description, 50000))), 'D');
     return new;
   end $$`,
  `create trigger products_describe before insert or update on products
   for each row execute function products_describe()`,
  `create function products_note_words() returns trigger language plpgsql as $$
   begin
     insert into product_words (seller_id, word)
     select distinct f.seller_id, w.word from fresh f, unnest(tsvector_to_array(f.words)) w(word)
      where length(w.word) between 3 and 30 and w.word !~ '[0-9_.:/@-]'
      order by 1, 2
     on conflict do nothing;
     return null;
   end $$`,
  `create function products_note_new_words() returns trigger language plpgsql as $$
   begin
     insert into product_words (seller_id, word)
     select distinct f.seller_id, w.word
       from fresh f join stale s on s.id = f.id and s.words is distinct from f.words,
            unnest(tsvector_to_array(f.words)) w(word)
      where length(w.word) between 3 and 30 and w.word !~ '[0-9_.:/@-]'
      order by 1, 2
     on conflict do nothing;
     return null;
   end $$`,
  `create trigger products_note_words after insert on products referencing new table as fresh
   for each statement execute function products_note_words()`,
  `create trigger products_note_new_words after update on products referencing new table as fresh old table as stale
   for each statement execute function products_note_new_words()`,
  `create index products_seller_id_shelf_idx on products (seller_id, shelf, etsy_id desc) where deleted_at is null`,
  // A short pending list: what is in it is read by every search.
  `create index products_headline_idx on products using gin (seller_id, headline)
   with (fastupdate = on, gin_pending_list_limit = 512) where deleted_at is null`,
  `create index products_words_idx on products using gin (seller_id, words)
   with (fastupdate = on, gin_pending_list_limit = 512) where deleted_at is null`,
  `create index product_words_word_idx on product_words using gin (seller_id, word gin_trgm_ops)`,
  `update products set headline = null`,
  `update etsy_connections set next_sync_at = now()`,
];

const DOWN = [
  `drop trigger products_note_words on products`,
  `drop trigger products_note_new_words on products`,
  `drop trigger products_describe on products`,
  `drop function products_note_words()`,
  `drop function products_note_new_words()`,
  `drop function products_describe()`,
  `drop table shop_notices, product_proposals, etsy_order_events, catalogues, product_words`,
  `alter table products drop column headline, drop column words, drop column shelf`,
  `drop index products_seller_id_quantity_idx`,
  `drop index products_seller_id_price_idx`,
  `alter table etsy_connections drop column next_sync_at, drop column last_asked_at, drop column reconnect_warned_at`,
  // The extensions stay: others may use them by now, and they cost nothing.
];

/** catalogue search, proposals, order events, notices. */
export class AddCatalogueSearch1795450600000 implements MigrationInterface {
  name = 'AddCatalogueSearch1795450600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const extension of EXTENSIONS) {
      await runner.query(`create extension if not exists ${extension}`);
    }
    for (const statement of [...TABLES, ...SEARCH]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
