/**
 * `npm run bench:sync`: the upsert against COPY and merge over the same rows, a second pass with 1 % changed, the memory
 * of a whole sync from the stand-in, and a first link at the allowed rate. BENCH_PRODUCTS and BENCH_LISTINGS are sizes.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtsyConnectionsRepository, SyncRunsRepository } from '#features/etsy';
import { ProductsRepository, type ListingSnapshot } from '#features/products';
import { newId, type Id } from '#platform/ids';
import { startWorkshop, type EtsyWorkshop } from '../integration/etsy/support/etsy-workshop.js';
import { listingAt } from './catalogue-rows.js';
import { copyMerge } from './copy-merge.js';
import { startEtsyApart } from './etsy-apart.js';

const PRODUCTS = Number(process.env['BENCH_PRODUCTS'] ?? 100_000);
const LISTINGS = Number(process.env['BENCH_LISTINGS'] ?? 100_000);
const OUR_PAGE = 100;
const CHUNK = 10_000;

const say = (line: string): void => void process.stdout.write(`bench:sync ${line}\n`);

describe('bringing listings in', () => {
  let workshop: EtsyWorkshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(async () => workshop?.close());

  async function aSeller(): Promise<Id<'sel'>> {
    const id = newId('sel');
    await workshop.database.dataSource.query(
      `insert into sellers (id, email, password_hash, name) values ($1, $2, 'none', 'Bench')`,
      [id, `${id}@example.com`],
    );
    return id;
  }

  async function timed(work: () => Promise<void>): Promise<number> {
    const began = performance.now();
    await work();
    return performance.now() - began;
  }

  const rowsFrom = (at: number, end: number, version: (index: number) => number) =>
    Array.from({ length: end - at }, (_, k) => listingAt(at + k, version(at + k)));

  /** Page by page, as a sync does. */
  async function upsert(sellerId: Id<'sel'>, rows: readonly ListingSnapshot[]): Promise<number> {
    const products = workshop.get(ProductsRepository);
    const asOf = await products.now();
    let changed = 0;
    for (let at = 0; at < rows.length; at += OUR_PAGE) {
      const page = rows.slice(at, at + OUR_PAGE);
      const done = await products.upsertPage(workshop.database.dataSource, sellerId, page, asOf);
      changed += done.changed;
    }
    return changed;
  }

  async function walBytes(work: () => Promise<void>): Promise<number> {
    const { dataSource } = workshop.database;
    await dataSource.query('checkpoint');
    const [{ at }] = await dataSource.query(`select pg_current_wal_insert_lsn() as at`);
    await work();
    const [{ bytes }] = await dataSource.query(
      `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $1)::float8 as bytes`,
      [at],
    );
    return bytes;
  }

  it('costs about what COPY and merge cost, and next to nothing when little has changed', async () => {
    const [sellerId, other] = [await aSeller(), await aSeller()];
    let [oursMs, theirsMs, firstWal] = [0, 0, 0];
    // In turns, so that whatever else this machine does falls on both.
    for (let at = 0; at < PRODUCTS; at += CHUNK) {
      const end = Math.min(PRODUCTS, at + CHUNK);
      const rows = rowsFrom(at, end, () => 0);
      firstWal += await walBytes(async () => {
        oursMs += await timed(async () => void (await upsert(sellerId, rows)));
      });
      theirsMs += await timed(() => copyMerge(workshop.database.dataSource, other, rows));
      say(
        `${end} rows: ours ${Math.round(oursMs)} ms, COPY and merge ${Math.round(theirsMs)} ms, ratio ${(oursMs / theirsMs).toFixed(2)}`,
      );
    }
    let changed = 0;
    const secondWal = await walBytes(async () => {
      const version = (index: number): number => (index % 100 === 0 ? 1 : 0);
      for (let at = 0; at < PRODUCTS; at += CHUNK) {
        const rows = rowsFrom(at, Math.min(PRODUCTS, at + CHUNK), version);
        changed += await upsert(sellerId, rows);
      }
    });
    const due = Math.ceil(PRODUCTS / 100);
    say(
      `second pass: ${changed} rows written of ${due} changed (${(changed / due).toFixed(2)}), WAL ${(secondWal / firstWal).toFixed(3)} of the first pass`,
    );
    expect(changed).toBe(due);
  }, 1_800_000);

  it('holds no listing in memory', async () => {
    // Spread over the states, so that every listing is within Etsy's reach.
    const each = Math.floor(LISTINGS * 0.16);
    const states = { inactive: each, sold_out: each, draft: each, expired: each };
    const { sellerId } = await workshop.aShop({ listings: LISTINGS, states });
    setFlagsFromString('--expose_gc');
    const collect: () => void = runInNewContext('gc');
    const samples: { seen: number; heapMb: number }[] = [];
    const timer = setInterval(() => {
      void workshop
        .get(SyncRunsRepository)
        .findLatest(sellerId)
        .then((run) => {
          collect();
          samples.push({
            seen: run?.seenCount ?? 0,
            heapMb: process.memoryUsage().heapUsed / 2 ** 20,
          });
        });
    }, 3_000);
    const took = await timed(async () => {
      const run = await workshop.sync(sellerId);
      expect(run).toMatchObject({ status: 'completed', seenCount: LISTINGS });
    });
    clearInterval(timer);
    const warm = samples.filter((one) => one.seen > LISTINGS / 10);
    const peak = Math.max(...warm.map((one) => one.heapMb));
    say(
      `${LISTINGS} listings in ${Math.round(took / 1_000)} s (stand-in, worker and test in one process)`,
    );
    say(
      `heap: ${warm.length} samples, slope ${slope(warm).toFixed(2)} MB per 10,000 listings, peak ${Math.round(peak)} MB`,
    );
  }, 1_800_000);

  it('uses the allowed rate, without a 429', async () => {
    const etsy = await startEtsyApart();
    const strict = await startWorkshop({ env: { ETSY_API_URL: `${etsy.url}/etsy/v3` } });
    try {
      await etsy.control('PUT', '/limits', { perSecond: 5, perDay: 10_000, enforced: true });
      const { sellerId } = await strict.aShop({ listings: 0 });
      const shop = await etsy.control('POST', '/shops', { name: 'Paced', listings: 6_000 });
      const grant = await etsy.control('POST', `/shops/${shop.shopId}/grant`, {
        clientId: strict.config.etsy.apiKey,
      });
      await strict.get(EtsyConnectionsRepository).save(sellerId, {
        shopId: String(shop.shopId),
        shopName: shop.name,
        shop: {},
        etsyUserId: String(shop.userId),
        scopes: ['shops_r', 'listings_r'],
        tokens: {
          accessToken: grant.access_token,
          refreshToken: grant.refresh_token,
          expiresInSeconds: grant.expires_in,
          etsyUserId: shop.userId,
        },
      });
      const took = await timed(async () => void (await strict.sync(sellerId)));
      const { total, byStatus } = await etsy.control('GET', '/counters');
      const used = (total - 1) / (took / 1_000) / 5;
      say(
        `first link at 5 a second: ${total} requests, ${(used * 100).toFixed(1)} % of the rate, ${byStatus['429'] ?? 0} times 429`,
      );
    } finally {
      await strict.close();
      await etsy.close();
    }
  }, 600_000);
});

/** Of a line through the samples, for each 10,000 listings. */
function slope(samples: readonly { seen: number; heapMb: number }[]): number {
  const n = samples.length;
  const meanX = samples.reduce((sum, one) => sum + one.seen, 0) / n;
  const meanY = samples.reduce((sum, one) => sum + one.heapMb, 0) / n;
  const over = samples.reduce((sum, one) => sum + (one.seen - meanX) * (one.heapMb - meanY), 0);
  const under = samples.reduce((sum, one) => sum + (one.seen - meanX) ** 2, 0);
  return (over / under) * 10_000;
}
