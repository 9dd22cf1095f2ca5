/** SQL that writes `products`, and the reading of single ones. Lists and search: ProductListsRepository. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PLANNED_EACH_TIME, row, rows, type Db } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import { PRODUCT_COLUMNS } from './product-columns.js';
import type { ListingSnapshot, Product } from './product.js';

@Injectable()
export class ProductsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The database's clock, for `asOf`. */
  async now(): Promise<Date> {
    const answer = await row<{ now: Date }>(this.dataSource, `select now() as now`);
    if (!answer) throw new Error('the database told no time');
    return answer.now;
  }

  /**
   * Inserts or updates any number of listings in one statement. Rows that say the same are not written, and neither are
   * rows that somebody read from Etsy later than this.
   *
   * @param asOf when Etsy began to be asked, by the database's clock
   * @returns how many rows were written
   */
  async upsertPage(
    db: Db,
    sellerId: Id<'sel'>,
    page: readonly ListingSnapshot[],
    asOf: Date,
  ): Promise<{ changed: number }> {
    const unique = new Map(page.map((listing) => [listing.etsyId, listing]));
    if (unique.size === 0) return { changed: 0 };
    // In one order everywhere, so that two writers of one shop wait for each other instead of deadlocking.
    const records = [...unique.values()]
      .toSorted((a, b) => Number(a.etsyId) - Number(b.etsyId))
      .map((listing) => ({ id: newId('prod'), ...listing }));
    const counted = await row<{ changed: number }>(
      db,
      `${PLANNED_EACH_TIME} with incoming as (
         select * from jsonb_to_recordset($2::jsonb) as x(
           id text, "etsyId" bigint, title text, description text, "priceMinor" bigint, currency text, quantity int,
           state text, tags jsonb, skus jsonb, images jsonb, variants jsonb, url text, "rawData" jsonb,
           "etsyUpdatedAt" timestamptz, "contentHash" text)),
       -- Filtered before the insert: a row that only conflicts would still be locked, and that is WAL. Each is looked up
       -- by itself and by its id alone: as a join, or with an eye on deleted_at, the planner reads the whole shop while
       -- it does not know how large that has become. Apart from the order, for the same reason.
       fresh as materialized (
         select i.* from incoming i
           left join lateral (select known.content_hash, known.deleted_at from products known
                               where known.seller_id = $1 and known.etsy_id = i."etsyId" limit 1) known on true
          where known.content_hash is distinct from i."contentHash" or known.deleted_at is not null),
       written as (
         insert into products as p
           (id, seller_id, etsy_id, title, description, price_minor, currency, quantity, state, tags, skus, images,
            variants, url, raw_data, etsy_updated_at, content_hash, synced_at)
         select i.id, $1, "etsyId", i.title, i.description, "priceMinor", i.currency, i.quantity, i.state,
                array(select jsonb_array_elements_text(i.tags)), array(select jsonb_array_elements_text(i.skus)),
                i.images, i.variants, i.url, "rawData", "etsyUpdatedAt", "contentHash", $3::timestamptz
           from fresh i order by i."etsyId"
         on conflict (seller_id, etsy_id) do update set
           title = excluded.title, description = excluded.description, price_minor = excluded.price_minor,
           currency = excluded.currency, quantity = excluded.quantity, state = excluded.state, tags = excluded.tags,
           skus = excluded.skus, images = excluded.images, variants = excluded.variants, url = excluded.url,
           raw_data = excluded.raw_data, etsy_updated_at = excluded.etsy_updated_at,
           content_hash = excluded.content_hash, synced_at = excluded.synced_at, updated_at = now(), deleted_at = null
         where (p.content_hash <> excluded.content_hash or p.deleted_at is not null)
           and p.synced_at <= excluded.synced_at
         returning 1)
       select count(*)::int as changed from written`,
      [sellerId, JSON.stringify(records), asOf],
    );
    return { changed: counted?.changed ?? 0 };
  }

  /** A complete pass that began at `asOf` saw everything: every product is at least as fresh as that. */
  async confirmAll(db: Db, sellerId: Id<'sel'>, asOf: Date): Promise<void> {
    await rows(
      db,
      `insert into catalogues as c (seller_id, confirmed_at) values ($1, $2)
       on conflict (seller_id) do update set confirmed_at = greatest(c.confirmed_at, excluded.confirmed_at)`,
      [sellerId, asOf],
    );
  }

  /** These were read from Etsy at `asOf` and are as stored. */
  async confirm(
    db: Db,
    sellerId: Id<'sel'>,
    etsyIds: readonly string[],
    asOf: Date,
  ): Promise<void> {
    await rows(
      db,
      `update products set synced_at = $3 where seller_id = $1 and etsy_id = any($2::bigint[]) and synced_at < $3`,
      [sellerId, etsyIds, asOf],
    );
  }

  /** What an incomplete run met was read at `asOf` or later. */
  async confirmMet(db: Db, sellerId: Id<'sel'>, syncRunId: Id<'syn'>, asOf: Date): Promise<void> {
    await rows(
      db,
      `update products p set synced_at = $3 from sync_seen s
        where s.sync_run_id = $2 and s.etsy_id = p.etsy_id and p.seller_id = $1 and p.synced_at < $3`,
      [sellerId, syncRunId, asOf],
    );
  }

  /** What the seller has that is not in `sync_seen` of the run: vanished at Etsy, or missed. Oldest ids first. */
  async listUnseen(
    db: Db,
    sellerId: Id<'sel'>,
    syncRunId: Id<'syn'>,
    limit: number,
  ): Promise<string[]> {
    const unseen = await rows<{ etsyId: string }>(
      db,
      `select p.etsy_id from products p
        where p.seller_id = $1 and p.deleted_at is null
          and not exists (select 1 from sync_seen s where s.sync_run_id = $2 and s.etsy_id = p.etsy_id)
        order by p.etsy_id limit $3`,
      [sellerId, syncRunId, limit],
    );
    return unseen.map((product) => product.etsyId);
  }

  /** Tombstones what Etsy no longer has. Rows that were read later than `asOf` stay. */
  async bury(db: Db, sellerId: Id<'sel'>, etsyIds: readonly string[], asOf: Date): Promise<number> {
    const buried = await rows(
      db,
      `update products set deleted_at = now(), updated_at = now(), raw_data = null
        where seller_id = $1 and etsy_id = any($2::bigint[]) and deleted_at is null and synced_at <= $3
        returning 1`,
      [sellerId, etsyIds, asOf],
    );
    return buried.length;
  }

  async find(sellerId: Id<'sel'>, id: Id<'prod'>): Promise<Product | null> {
    return row(
      this.dataSource,
      `select ${PRODUCT_COLUMNS} from products p left join catalogues c on c.seller_id = p.seller_id
        where p.seller_id = $1 and p.id = $2 and p.deleted_at is null`,
      [sellerId, id],
    );
  }

  /** The currency of the shop, as its products have it; null without products. */
  async currencyOf(sellerId: Id<'sel'>): Promise<string | null> {
    const found = await row<{ currency: string }>(
      this.dataSource,
      `select currency from products where seller_id = $1 and deleted_at is null order by shelf, etsy_id desc limit 1`,
      [sellerId],
    );
    return found?.currency ?? null;
  }

  async findByEtsyId(sellerId: Id<'sel'>, etsyId: string): Promise<Product | null> {
    return row(
      this.dataSource,
      `select ${PRODUCT_COLUMNS} from products p left join catalogues c on c.seller_id = p.seller_id
        where p.seller_id = $1 and p.etsy_id = $2 and p.deleted_at is null`,
      [sellerId, etsyId],
    );
  }

  /** At disconnect: Etsy's answers go, tombstones stay so that old answers of ours can be understood. */
  async forgetAll(db: Db, sellerId: Id<'sel'>): Promise<void> {
    // First, so that no listing's words need be taken back from the counts one by one.
    await rows(db, `delete from product_words where seller_id = $1`, [sellerId]);
    await rows(
      db,
      `update products set deleted_at = coalesce(deleted_at, now()), raw_data = null, updated_at = now()
        where seller_id = $1 and (deleted_at is null or raw_data is not null)`,
      [sellerId],
    );
    await rows(db, `delete from catalogues where seller_id = $1`, [sellerId]);
  }
}
