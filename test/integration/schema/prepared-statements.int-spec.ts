/** Statements that Postgres keeps, under a migration that changes what they read. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { row } from '#platform/database';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database?.close());

it('are kept once they come again, and outlive a column that gets another type', async () => {
  const runner = database.dataSource.createQueryRunner();
  try {
    const ask = () => row<{ n: unknown }>(runner.manager, 'select n from kept where n = $1', [7]);
    const kept = () =>
      row<{ count: number }>(
        runner.manager,
        'select count(*)::int as count from pg_prepared_statements',
      );
    await runner.query('create table kept (n int)');
    await runner.query('insert into kept values (7)');
    await ask();
    expect(await kept()).toEqual({ count: 0 });
    await ask();
    expect(await ask()).toEqual({ n: 7 });
    expect(await kept()).toEqual({ count: 1 });
    await runner.query('alter table kept alter n type bigint');
    await expect(ask()).rejects.toThrow('cached plan must not change result type');
    expect(await ask()).toEqual({ n: '7' });
  } finally {
    await runner.release();
  }
});
