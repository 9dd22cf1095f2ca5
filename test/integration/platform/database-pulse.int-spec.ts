import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataSource } from 'typeorm';
import { databaseError, DatabasePulse, inTransaction, rows } from '#platform/database';
import { dataSourceOptions } from '#schema';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { PostgresDoor } from '../../support/servers/postgres-door.js';

let database: TestDatabase;
let door: PostgresDoor;
let dataSource: DataSource;
let pulse: DatabasePulse;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  door = await PostgresDoor.of(database.url);
  await door.open();
  // No statement has a limit of its own here: without the pulse these tests would wait for ever.
  dataSource = new DataSource(dataSourceOptions(door.url));
  await dataSource.initialize();
  pulse = DatabasePulse.of(dataSource, door.url);
  pulse.start();
});

afterEach(async () => {
  await pulse.stop();
  await dataSource.destroy();
  await door.close();
});

const kindOf = (error: unknown): unknown => databaseError(error)?.kind;

describe('a Postgres that says nothing any more', () => {
  it('keeps nobody waiting, within a transaction neither, and is used again when it speaks', async () => {
    const outside = rows(dataSource, 'select pg_sleep(3600)').catch(kindOf);
    const inside = inTransaction(dataSource, async (manager) => {
      await rows(manager, 'select 1');
      door.freeze();
      await rows(manager, 'select 2');
      await rows(manager, 'select 3');
    }).catch(kindOf);

    expect(await Promise.all([outside, inside])).toEqual(['unavailable', 'unavailable']);
    expect(pulse.isSilent).toBe(true);

    door.thaw();
    await vi.waitFor(() => expect(pulse.isSilent).toBe(false), { timeout: 20_000 });
    expect(await rows(dataSource, 'select 4 as four')).toEqual([{ four: 4 }]);
  });

  it('leaves no connection behind that was idle then', async () => {
    const pidOf = async (): Promise<unknown> =>
      (await rows(dataSource, 'select pg_backend_pid() as pid'))[0];
    const before = await pidOf();
    door.freeze();
    await vi.waitFor(() => expect(pulse.isSilent).toBe(true), { timeout: 20_000 });
    door.thaw();
    await vi.waitFor(() => expect(pulse.isSilent).toBe(false), { timeout: 20_000 });

    expect(await pidOf()).not.toEqual(before);
  });
});

describe('a Postgres that is merely slow, or gone', () => {
  it('ends no statement that takes its time', async () => {
    expect(await rows(dataSource, 'select 1 as one from pg_sleep(6)')).toEqual([{ one: 1 }]);
    expect(pulse.isSilent).toBe(false);
  });

  it('is not called silent when connections are refused', async () => {
    await door.shut();
    await expect(rows(dataSource, 'select 1')).rejects.toThrow(/.*/);
    expect(pulse.isSilent).toBe(false);
    await door.open();
  });
});
