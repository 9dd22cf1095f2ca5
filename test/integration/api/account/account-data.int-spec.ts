import { randomBytes } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthHousekeeping } from '#features/auth';
import { AppConfig } from '#platform/config';
import { newId } from '#platform/ids';
import { HousekeepingSweepService } from '../../../../apps/worker/src/auth/housekeeping-sweep.service.js';
import { aProduct, aSellerWithAgent } from '../../../factories/seller.factory.js';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { Mailbox } from '../../../support/servers/mailbox.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

let database: TestDatabase;
let mailbox: Mailbox;
let api: TestApi;
let dataDir: string;

beforeAll(async () => {
  [database, mailbox] = await Promise.all([createTestDatabase(), Mailbox.open()]);
  dataDir = join(tmpdir(), `ifa-test-${randomBytes(6).toString('hex')}`);
  api = await startTestApi({
    databaseUrl: database.url,
    redisUrl: testRedisUrl(),
    dataDir,
    env: { SMTP_URL: mailbox.url, RATE_LIMIT_AUTH_PER_MINUTE: '1000' },
  });
});

afterAll(async () => {
  await api?.close();
  await mailbox?.close();
  await database?.close();
});

const workspaces = () => api.app.get(AppConfig, { strict: false }).agent.workspacesDir;

async function makeWorkspace(sellerId: string): Promise<string> {
  const folder = join(workspaces(), `seller_${sellerId}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'SOUL.md'), 'Be kind.');
  return folder;
}

/** Every table that holds rows, with their number. */
async function rowCounts(): Promise<Record<string, number>> {
  const tables: { name: string }[] = await database.dataSource.query(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'migrations'`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await database.dataSource.query(`select count(*)::int as n from "${name}"`);
    if (row.n > 0) counts[name] = row.n;
  }
  return counts;
}

/** Gives a registered seller a shop, an agent, a product and a message. */
async function fill(sellerId: string): Promise<void> {
  const { dataSource } = database;
  const donor = await aSellerWithAgent(dataSource, { soul: `soul of ${sellerId}` });
  for (const table of ['etsy_connections', 'agents']) {
    await dataSource.query(`update ${table} set seller_id = $1 where seller_id = $2`, [
      sellerId,
      donor.sellerId,
    ]);
  }
  const sealed = `k1:${'ab'.repeat(12)}:${'cd'.repeat(16)}:${'ef'.repeat(20)}`;
  await dataSource.query(`update etsy_connections set shop = $2 where seller_id = $1`, [
    sellerId,
    { sealed },
  ]);
  await dataSource.query(`delete from sellers where id = $1`, [donor.sellerId]);
  await aProduct(dataSource, `sel_${sellerId.slice(4)}`, { title: `Candle of ${sellerId}` });
  const conversationId = newId('cnv');
  await dataSource.query(
    `insert into conversations (id, seller_id, agent_id, kind, external_id) values ($1, $2, $3, 'seller', $2)`,
    [conversationId, sellerId, donor.agentId],
  );
  await dataSource.query(
    `insert into agent_inbox (id, agent_id, conversation_id, external_id, seq, payload, source)
     values ($1, $2, $3, 'x', 1, $4, 'dashboard')`,
    [newId('inb'), donor.agentId, conversationId, { text: `words of ${sellerId}` }],
  );
}

describe('exporting the data', () => {
  it('gives every table of the seller, nothing of others, and no secret', async () => {
    const [one, two] = [await registerSeller(api), await registerSeller(api)];
    await fill(one.sellerId);
    await fill(two.sellerId);

    const response = await api.fetch('/auth/me/export', { token: one.token });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toContain('ifa-export.json');
    const text = await response.text();
    const { tables } = JSON.parse(text);
    expect(tables.sellers).toEqual([
      expect.objectContaining({ id: one.sellerId, email: one.email }),
    ]);
    expect(tables.products[0].title).toBe(`Candle of ${one.sellerId}`);
    expect(tables.agents[0].soul_instructions).toBe(`soul of ${one.sellerId}`);
    expect(tables.agent_inbox[0].payload.text).toBe(`words of ${one.sellerId}`);
    expect(tables.audit_log.map(({ action }: { action: string }) => action)).toContain(
      'account.exported',
    );
    expect(text).not.toContain(two.sellerId);
    expect(text).not.toMatch(/argon2|password_hash|access_token|"sealed":"k1:/);
    expect(tables.etsy_connections[0].shop).toEqual({ sealed: '[secret]' });
  });

  it('goes on beyond one batch, and gives the connection back when the reader leaves', async () => {
    const { token, sellerId } = await registerSeller(api);
    await database.dataSource.query(
      `insert into products (id, seller_id, etsy_id, title, description, price_minor, currency, state, url, content_hash, synced_at)
       select 'prod_' || n, $1, n, 'Candle ' || n, repeat('wax ', 500), 1, 'USD', 'active', '', 'x', now()
         from generate_series(1, 1203) n`,
      [sellerId],
    );
    const { tables } = await bodyOf(await api.fetch('/auth/me/export', { token }));
    expect(tables.products).toHaveLength(1203);

    for (let count = 0; count < 4; count += 1) {
      const controller = new AbortController();
      const response = await api.fetch('/auth/me/export', { token, signal: controller.signal });
      expect(response.status).toBe(200);
      controller.abort();
      // The two places are free again as soon as the server has seen the reader go.
      await expect
        .poll(async () => {
          const probe = await api.fetch('/auth/me/export', { token });
          await probe.arrayBuffer();
          return probe.status;
        })
        .toBe(200);
    }
  });
});

describe('deleting the account', () => {
  it('asks for the password', async () => {
    const { token } = await registerSeller(api);
    const json = { password: 'guess' };
    const response = await api.fetch('/auth/me', { method: 'DELETE', token, json });
    expect(response.status).toBe(403);
    expect((await api.fetch('/auth/me', { token })).status).toBe(200);
  });

  it('takes everything away, at once, folder included, and leaves one line without a name', async () => {
    const before = await rowCounts();
    const { token, email, password, sellerId } = await registerSeller(api);
    await fill(sellerId);
    const folder = await makeWorkspace(sellerId);
    await api.fetch('/auth/api-keys', { token, json: { name: 'k', scopes: ['products:read'] } });

    const json = { password };
    const response = await api.fetch('/auth/me', { method: 'DELETE', token, json });
    expect(await bodyOf(response)).toEqual({ success: true });
    expect(response.headers.getSetCookie()[0]).toMatch(/^ifa_session=;/);
    expect((await api.fetch('/auth/me', { token })).status).toBe(401);
    expect((await api.fetch('/auth/login', { json: { email, password } })).status).toBe(401);
    expect(await readdir(workspaces())).not.toContain(folder.split('/').at(-1));
    expect(await rowCounts()).toEqual({ ...before, audit_log: (before['audit_log'] ?? 0) + 1 });
    const [line] = await database.dataSource.query(`select * from audit_log where target_id = $1`, [
      sellerId,
    ]);
    expect(line).toMatchObject({ action: 'account.deleted', seller_id: null, ip_address: null });
    await mailbox.mailTo(email, /account was deleted/);
  });

  it('would cascade from every table that belongs to a seller', async () => {
    const stuck = await database.dataSource.query(
      `with recursive owned as (
         select 'sellers'::regclass::oid as oid
         union
         select k.conrelid from pg_constraint k join owned o on k.confrelid = o.oid
          where k.contype = 'f' and k.confdeltype = 'c')
       select k.conrelid::regclass::text as "table", k.conname as name
         from pg_constraint k join owned o on k.confrelid = o.oid
        where k.contype = 'f' and k.confdeltype not in ('c', 'n')`,
    );
    expect(stuck).toEqual([]);
    const strays = await database.dataSource.query(
      `select c.table_name from information_schema.columns c
        where c.table_schema = 'public' and c.column_name = 'seller_id' and not exists (
          select 1 from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
           where k.contype = 'f' and k.conrelid = ('public.' || quote_ident(c.table_name))::regclass
             and a.attname = 'seller_id' and k.confrelid = 'sellers'::regclass)`,
    );
    expect(strays).toEqual([]);
  });
});

describe('the worker’s housekeeping', () => {
  it('clears away what has run out and folders of sellers who left, and nothing else', async () => {
    const { token, sellerId, email, password } = await registerSeller(api);
    const gone = newId('sel');
    const [kept, left, fresh] = [
      await makeWorkspace(sellerId),
      await makeWorkspace(gone),
      await makeWorkspace(newId('sel')),
    ];
    const yesterday = new Date(Date.now() - 86_400_000);
    for (const folder of [kept, left]) await utimes(folder, yesterday, yesterday);
    await api.fetch('/auth/login', { json: { email, password } });
    const age = `update auth_sessions set expires_at = now() - interval '1 second'
                  where id = (select id from auth_sessions where seller_id = $1 order by id desc limit 1)`;
    await database.dataSource.query(age, [sellerId]);
    const old = `update mailed_tokens set expires_at = now() - interval '2 hours' where seller_id = $1`;
    await database.dataSource.query(old, [sellerId]);

    const sweep = new HousekeepingSweepService(
      api.app.get(AppConfig, { strict: false }),
      api.app.get(AuthHousekeeping, { strict: false }),
    );
    await sweep.sweep();
    await sweep.sweep();

    const count = async (table: string): Promise<number> => {
      const query = `select count(*)::int as n from ${table} where seller_id = $1`;
      return (await database.dataSource.query(query, [sellerId]))[0].n;
    };
    expect(await count('auth_sessions')).toBe(1);
    expect(await count('mailed_tokens')).toBe(0);
    expect((await api.fetch('/auth/me', { token })).status).toBe(200);
    const names = await readdir(workspaces());
    expect(names).toContain(`seller_${sellerId}`);
    expect(names).toContain(fresh.split('/').at(-1));
    expect(names).not.toContain(`seller_${gone}`);
  });
});
