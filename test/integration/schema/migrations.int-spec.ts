import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaState } from '#schema';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';

interface TableShape {
  table: string;
  column: string;
  type: string;
  nullable: string;
  fallback: string | null;
}

describe('migrations', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    await database.close();
  });

  const shape = (): Promise<TableShape[]> =>
    database.dataSource.query(
      `select table_name as table, column_name as column, data_type as type, is_nullable as nullable,
              column_default as fallback
         from information_schema.columns where table_schema = 'public' order by 1, 2`,
    );

  const indexes = (): Promise<{ name: string; definition: string }[]> =>
    database.dataSource.query(
      `select indexname as name, indexdef as definition from pg_indexes where schemaname = 'public' order by 1`,
    );

  it('leave nothing for the entities to want', async () => {
    const wanted = await database.dataSource.driver.createSchemaBuilder().log();
    expect(wanted.upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('are told apart from those that a database lacks, and from those of newer code', async () => {
    const { dataSource } = database;
    expect(await schemaState(dataSource)).toEqual({ missing: [], unknown: [] });

    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(
        `update migrations set name = 'OfTomorrow1' where id = (select max(id) from migrations)`,
      );
      const lacking = await schemaState(runner.manager);
      expect(lacking).toEqual({
        missing: [expect.stringMatching(/\d{13}$/)],
        unknown: ['OfTomorrow1'],
      });
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });

  it('can all be undone and done again, with the same result', async () => {
    const before = { columns: await shape(), indexes: await indexes() };
    const { length } = database.dataSource.migrations;
    for (let undone = 0; undone < length; undone += 1) {
      await database.dataSource.undoLastMigration();
    }
    const left = (await shape()).filter(({ table }) => table !== 'migrations');
    expect(left).toEqual([]);

    await database.dataSource.runMigrations();
    expect({ columns: await shape(), indexes: await indexes() }).toEqual(before);
  });

  it('give every table and column of the specification', async () => {
    const columns = new Set((await shape()).map(({ table, column }) => `${table}.${column}`));
    for (const [table, names] of Object.entries(SPECIFIED)) {
      for (const name of names) expect(columns).toContain(`${table}.${name}`);
    }
  });

  it('index every foreign key that is looked up or cascades', async () => {
    const unindexed = await database.dataSource.query(
      `select c.conrelid::regclass::text as table, a.attname as column
         from pg_constraint c
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.connamespace = 'public'::regnamespace
          and not exists (select 1 from pg_index i
                           where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])
        order by 1, 2`,
    );
    expect(unindexed).toEqual([]);
  });
});

/** The diagram of the specification, in our column names (etsy's id is a number there, so it is ours too). */
const SPECIFIED = {
  sellers: ['id', 'email', 'password_hash', 'name', 'status', 'plan', 'created_at', 'updated_at'],
  agents: [
    'id',
    'seller_id',
    'name',
    'status',
    'workspace_path',
    'config',
    'soul_instructions',
    'created_at',
    'updated_at',
  ],
  etsy_connections: [
    'id',
    'seller_id',
    'shop_id',
    'shop_name',
    'access_token',
    'refresh_token',
    'token_expires_at',
    'scopes',
    'status',
    'last_sync_at',
    'created_at',
  ],
  agent_sessions: ['agent_id', 'session_id', 'last_run_at', 'created_at'],
  products: [
    'id',
    'seller_id',
    'etsy_id',
    'title',
    'description',
    'price_minor',
    'quantity',
    'state',
    'tags',
    'images',
    'raw_data',
    'synced_at',
    'created_at',
  ],
  agent_inbox: [
    'id',
    'agent_id',
    'kind',
    'payload',
    'status',
    'priority',
    'source',
    'attempt_count',
    'available_at',
    'created_at',
    'processed_at',
  ],
  messaging_channels: ['id', 'seller_id', 'platform', 'platform_id', 'status', 'created_at'],
  agent_events: ['id', 'agent_id', 'event_type', 'content', 'metadata', 'created_at'],
  agent_runs: [
    'id',
    'agent_id',
    'session_id',
    'inbox_id',
    'status',
    'pid',
    'started_at',
    'finished_at',
    'exit_code',
    'signal',
    'error',
    'created_at',
  ],
};
