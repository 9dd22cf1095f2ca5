/** SQL of `products`. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows, type Db } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import type { ListingSnapshot, Product } from './product.js';

export interface ProductQuery {
  search: string | null;
  state: string | null;
  limit: number;
  offset: number;
}

const COLUMNS = `id, seller_id, etsy_id, title, description, price_minor, currency, quantity, state, tags, skus,
  images, variants, url, synced_at`;

@Injectable()
export class ProductsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Inserts or updates one page of listings in one statement; unchanged rows are only confirmed. */
  async upsertPage(
    db: Db,
    sellerId: Id<'sel'>,
    page: ListingSnapshot[],
  ): Promise<{ changed: number }> {
    if (page.length === 0) return { changed: 0 };
    const records = page.map((listing) => ({ id: newId('prod'), ...listing }));
    const counted = await row<{ changed: number }>(
      db,
      `with incoming as (
         select * from jsonb_to_recordset($2::jsonb) as x(
           id text, "etsyId" bigint, title text, description text, "priceMinor" int, currency text, quantity int,
           state text, tags jsonb, skus jsonb, images jsonb, variants jsonb, url text, "rawData" jsonb,
           "etsyUpdatedAt" timestamptz, "contentHash" text)),
       written as (
         insert into products as p
           (id, seller_id, etsy_id, title, description, price_minor, currency, quantity, state, tags, skus, images,
            variants, url, raw_data, etsy_updated_at, content_hash, synced_at)
         select id, $1, "etsyId", title, description, "priceMinor", currency, quantity, state,
                array(select jsonb_array_elements_text(tags)), array(select jsonb_array_elements_text(skus)),
                images, variants, url, "rawData", "etsyUpdatedAt", "contentHash", now()
           from incoming
         on conflict (seller_id, etsy_id) do update set
           title = excluded.title, description = excluded.description, price_minor = excluded.price_minor,
           currency = excluded.currency, quantity = excluded.quantity, state = excluded.state, tags = excluded.tags,
           skus = excluded.skus, images = excluded.images, variants = excluded.variants, url = excluded.url,
           raw_data = excluded.raw_data, etsy_updated_at = excluded.etsy_updated_at,
           content_hash = excluded.content_hash, synced_at = now(), updated_at = now(), deleted_at = null
         where p.content_hash <> excluded.content_hash or p.deleted_at is not null
         returning 1)
       select count(*)::int as changed from written`,
      [sellerId, JSON.stringify(records)],
    );
    return { changed: counted?.changed ?? 0 };
  }

  async list(
    sellerId: Id<'sel'>,
    query: ProductQuery,
  ): Promise<{ products: Product[]; total: number }> {
    const words = (query.search ?? '')
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, 12);
    const where = `seller_id = $1 and deleted_at is null and ($2::text is null or state = $2)
      and not exists (select 1 from unnest($3::text[]) w
                       where concat_ws(' ', title, description, array_to_string(tags, ' ')) not ilike '%' || w || '%')`;
    const parameters = [sellerId, query.state, words.map(escapeLike)];
    const total = await row<{ total: number }>(
      this.dataSource,
      `select count(*)::int as total from products where ${where}`,
      parameters,
    );
    const products = await rows<Product>(
      this.dataSource,
      `select ${COLUMNS} from products where ${where}
        order by (state = 'active') desc, (coalesce(quantity, 1) > 0) desc, title, id limit $4 offset $5`,
      [...parameters, query.limit, query.offset],
    );
    return { products, total: total?.total ?? 0 };
  }

  async find(sellerId: Id<'sel'>, id: Id<'prod'>): Promise<Product | null> {
    return row(
      this.dataSource,
      `select ${COLUMNS} from products where seller_id = $1 and id = $2 and deleted_at is null`,
      [sellerId, id],
    );
  }

  async count(sellerId: Id<'sel'>): Promise<number> {
    const counted = await row<{ total: number }>(
      this.dataSource,
      `select count(*)::int as total from products where seller_id = $1 and deleted_at is null`,
      [sellerId],
    );
    return counted?.total ?? 0;
  }

  /** Tombstones what the sync run did not meet; call after a complete pass only. */
  async removeUnseen(db: Db, sellerId: Id<'sel'>, syncRunId: Id<'syn'>): Promise<number> {
    const removed = await rows(
      db,
      `update products p set deleted_at = now(), updated_at = now()
        where p.seller_id = $1 and p.deleted_at is null
          and not exists (select 1 from sync_seen s where s.sync_run_id = $2 and s.etsy_id = p.etsy_id)
        returning 1`,
      [sellerId, syncRunId],
    );
    return removed.length;
  }

  /** At disconnect: everything of Etsy's goes, tombstones stay so that old answers can be understood. */
  async forgetAll(db: Db, sellerId: Id<'sel'>): Promise<void> {
    await rows(
      db,
      `update products set deleted_at = coalesce(deleted_at, now()), raw_data = null, updated_at = now()
        where seller_id = $1`,
      [sellerId],
    );
  }
}

function escapeLike(word: string): string {
  return word.replace(/[\\%_]/g, '\\$&');
}
