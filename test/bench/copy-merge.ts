/** The anchor of bench:sync: listings by COPY into a temporary table and one merge, the fastest way Postgres has. */
import { randomBytes } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { ListingSnapshot } from '#features/products';
import { newId, type Id } from '#platform/ids';

const STAGE = `create temp table stage (id text, etsy_id bigint, title text, description text, price_minor int,
  currency text, quantity int, state text, tags text[], skus text[], images jsonb, variants jsonb, url text,
  raw_data jsonb, content_hash text) on commit drop`;

/** Copies and merges one chunk in a transaction. The server reads the file itself, so it must be on this machine. */
export async function copyMerge(
  dataSource: DataSource,
  sellerId: Id<'sel'>,
  listings: readonly ListingSnapshot[],
): Promise<void> {
  const file = join(tmpdir(), `ifa-copy-${randomBytes(6).toString('hex')}.csv`);
  await writeFile(file, listings.map(csvRow).join('\n'));
  await chmod(file, 0o644);
  try {
    await dataSource.transaction(async (manager) => {
      await manager.query(STAGE);
      await manager.query(`copy stage from '${file}' with (format csv)`);
      await manager.query(
        `insert into products as p
           (id, seller_id, etsy_id, title, description, price_minor, currency, quantity, state, tags, skus, images,
            variants, url, raw_data, content_hash, synced_at)
         select s.id, $1, s.etsy_id, s.title, s.description, s.price_minor, s.currency, s.quantity, s.state, s.tags,
                s.skus, s.images, s.variants, s.url, s.raw_data, s.content_hash, now() from stage s
         on conflict (seller_id, etsy_id) do update set
           title = excluded.title, description = excluded.description, price_minor = excluded.price_minor,
           quantity = excluded.quantity, state = excluded.state, tags = excluded.tags, skus = excluded.skus,
           images = excluded.images, variants = excluded.variants, raw_data = excluded.raw_data,
           content_hash = excluded.content_hash, synced_at = now(), updated_at = now()
         where p.content_hash <> excluded.content_hash`,
        [sellerId],
      );
    });
  } finally {
    await rm(file, { force: true });
  }
}

function csvRow(listing: ListingSnapshot): string {
  const values = [
    newId('prod'),
    listing.etsyId,
    listing.title,
    listing.description,
    listing.priceMinor,
    listing.currency,
    listing.quantity ?? '',
    listing.state,
    arrayText(listing.tags),
    arrayText(listing.skus),
    JSON.stringify(listing.images),
    JSON.stringify(listing.variants),
    listing.url,
    JSON.stringify(listing.rawData),
    listing.contentHash,
  ];
  return values.map((value) => `"${String(value).replaceAll('"', '""')}"`).join(',');
}

function arrayText(list: readonly string[]): string {
  return `{${list.map((one) => `"${one.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
