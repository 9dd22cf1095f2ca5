import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, row, rows, sqlState } from '#platform/database';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';

let database: TestDatabase;
const valueOf = (id: number) =>
  row<{ value: number }>(database.dataSource, 'select value from tally where id = $1', [id]);

beforeAll(async () => {
  database = await createTestDatabase();
  await rows(database.dataSource, 'create table tally (id int primary key, value int not null)');
});
afterAll(() => database.close());
beforeEach(async () => {
  await rows(database.dataSource, 'truncate tally');
  await rows(database.dataSource, 'insert into tally values (1, 0), (2, 0)');
});

describe('inTransaction', () => {
  it('keeps everything or nothing', async () => {
    const result = await inTransaction(database.dataSource, async (manager) => {
      await rows(manager, 'update tally set value = 5 where id = 1');
      return 'done';
    });
    expect(result).toBe('done');
    const failed = inTransaction(database.dataSource, async (manager) => {
      await rows(manager, 'update tally set value = 9 where id = 1');
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await valueOf(1)).toEqual({ value: 5 });
  });

  it('runs the loser of a deadlock again, so that both take effect', async () => {
    let runs = 0;
    // Both hold their first row before either asks for the other's: one of them must lose.
    let waiting = 2;
    let open = (): void => {};
    const bothHoldOne = new Promise<void>((resolve) => (open = resolve));
    const cross = (first: number, second: number) =>
      inTransaction(database.dataSource, async (manager) => {
        runs += 1;
        await rows(manager, 'update tally set value = value + 1 where id = $1', [first]);
        if ((waiting -= 1) === 0) open();
        await bothHoldOne;
        await rows(manager, 'update tally set value = value + 1 where id = $1', [second]);
      });
    await Promise.all([cross(1, 2), cross(2, 1)]);
    expect(runs).toBe(3);
    expect([await valueOf(1), await valueOf(2)]).toEqual([{ value: 2 }, { value: 2 }]);
  });

  it('gives up after four conflicts, and at once on any other failure', async () => {
    let runs = 0;
    const conflict = inTransaction(database.dataSource, (manager) => {
      runs += 1;
      return rows(manager, `do $$ begin raise exception using errcode = '40001'; end $$`);
    });
    expect(sqlState(await conflict.catch((error: unknown) => error))).toBe('40001');
    expect(runs).toBe(4);

    runs = 0;
    const duplicate = inTransaction(database.dataSource, (manager) => {
      runs += 1;
      return rows(manager, 'insert into tally values (1, 0)');
    });
    expect(sqlState(await duplicate.catch((error: unknown) => error))).toBe('23505');
    expect(runs).toBe(1);
  });
});
