import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { startOwnRedis, testRedisUrl } from '../../support/servers/redis.js';

describe('createTestDatabase', () => {
  let one: TestDatabase;
  let two: TestDatabase;
  beforeAll(async () => {
    [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(async () => {
    await Promise.all([one.close(), two.close()]);
  });

  it('gives a migrated database', async () => {
    expect(await one.dataSource.showMigrations()).toBe(false);
  });

  it('gives each caller a database of its own', async () => {
    await one.dataSource.query('create table only_here (id int)');
    await expect(two.dataSource.query('select * from only_here')).rejects.toThrow('only_here');
  });
});

describe('testRedisUrl', () => {
  it('gives each caller an empty database of its own', async () => {
    const [one, two] = [new Redis(testRedisUrl()), new Redis(testRedisUrl())];
    await one.set('key', 'value');
    expect(await two.dbsize()).toBe(0);
    one.disconnect();
    two.disconnect();
  });
});

describe('startOwnRedis', () => {
  it('freezes, thaws, stops and comes back empty at the same address', async () => {
    const own = await startOwnRedis();
    const client = new Redis(own.url, { commandTimeout: 200, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    await client.set('key', 'value');
    own.freeze();
    await expect(client.get('key')).rejects.toThrow('timed out');
    own.thaw();
    expect(await client.get('key')).toBe('value');
    await own.stop();
    await expect(client.get('key')).rejects.toThrow();
    await own.start();
    await expect
      .poll(() => client.get('key').catch(() => 'not yet'), { timeout: 10_000 })
      .toBe(null);
    client.disconnect();
    await own.close();
  });
});
