import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { PostgresDoor } from '../../../support/servers/postgres-door.js';
import { startOwnRedis, testRedisUrl } from '../../../support/servers/redis.js';

let database: TestDatabase;
let redisUrl: string;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  redisUrl = testRedisUrl();
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

afterAll(async () => {
  await database?.close();
});

async function start(databaseUrl: string, redis = redisUrl): Promise<TestApi> {
  const env = { LOG_LEVEL: 'silent' };
  const api = await startTestApi({ databaseUrl, redisUrl: redis, env });
  closers.push(() => api.close());
  return api;
}

async function statusOf(api: TestApi, path: string): Promise<[number, string]> {
  const response = await api.fetch(path);
  return [response.status, (await bodyOf(response)).status];
}

describe('GET /health', () => {
  it('answers as documented when all is well', async () => {
    const api = await start(database.url);
    const response = await api.fetch('/health');

    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toEqual({
      status: 'healthy',
      checks: { api: 'ok', database: 'ok', redis: 'ok' },
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(await statusOf(api, '/health/ready')).toEqual([200, 'ready']);
    expect(await statusOf(api, '/health/live')).toEqual([200, 'alive']);
  });

  it.each(['stop', 'freeze'] as const)(
    'says degraded, and works, after a %s of Redis',
    async (fault) => {
      const redis = await startOwnRedis();
      closers.push(() => redis.close());
      const api = await start(database.url, redis.url);

      await redis[fault]();
      const response = await api.fetch('/health');

      expect(response.status).toBe(200);
      expect(await bodyOf(response)).toMatchObject({
        status: 'degraded',
        checks: { database: 'ok', redis: 'unreachable' },
      });
      expect(await statusOf(api, '/health/ready')).toEqual([200, 'ready']);
      redis.thaw();
    },
  );
});

describe('a server that answers and keeps nothing', () => {
  it.each([
    ['a replica', ['replicaof', '127.0.0.1', '1']],
    ['full', ['config', 'set', 'maxmemory', '1']],
  ])('is told of Redis when it is %s', async (_, [command = '', ...parameters]) => {
    const redis = await startOwnRedis();
    closers.push(() => redis.close());
    const api = await start(database.url, redis.url);

    const connection = new Redis(redis.url);
    await connection.call(command, ...parameters);
    connection.disconnect();

    const response = await api.fetch('/health');
    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toMatchObject({
      status: 'degraded',
      checks: { database: 'ok', redis: 'no_writes' },
    });
  });

  it('is told of Postgres, and gets no requests', async () => {
    const own = await createTestDatabase();
    closers.push(() => own.close());
    const [{ name }] = await own.dataSource.query('select current_database() as name');
    await own.dataSource.query(`alter database "${name}" set default_transaction_read_only = on`);
    const api = await start(own.url);

    const login = await api.fetch('/auth/login', { json: { email: 'a@b.example', password: 'x' } });
    expect(login.status).toBe(401);
    const json = { email: 'a@b.example', password: 'long enough', name: 'A' };
    const register = await api.fetch('/auth/register', { json });
    expect(register.status).toBe(503);

    const response = await api.fetch('/health');
    expect(response.status).toBe(503);
    expect(await bodyOf(response)).toMatchObject({
      status: 'unhealthy',
      checks: { database: 'no_writes', redis: 'ok' },
    });
    expect(await statusOf(api, '/health/ready')).toEqual([503, 'not_ready']);
  });
});

describe('without Postgres', () => {
  it('the API boots, says so, and works once Postgres is there', async () => {
    const door = await PostgresDoor.of(database.url);
    closers.push(() => door.close());
    const api = await start(door.url);

    expect(await statusOf(api, '/health')).toEqual([503, 'unhealthy']);
    expect(await statusOf(api, '/health/ready')).toEqual([503, 'not_ready']);
    expect(await statusOf(api, '/health/live')).toEqual([200, 'alive']);
    const login = await api.fetch('/auth/login', { json: { email: 'a@b.example', password: 'x' } });
    expect(login.status).toBe(503);
    expect(await bodyOf(login)).toMatchObject({ error: { code: 'database.unavailable' } });
    expect(login.headers.get('retry-after')).not.toBeNull();

    await door.open();
    await vi.waitFor(async () => expect((await api.fetch('/health')).status).toBe(200), {
      timeout: 20_000,
      interval: 100,
    });
    await registerSeller(api);
  });

  it('requests are answered 503 and the next ones work when it is back', async () => {
    const door = await PostgresDoor.of(database.url);
    closers.push(() => door.close());
    await door.open();
    const api = await start(door.url);
    const { token, email, password } = await registerSeller(api);

    await door.shut();
    const login = await api.fetch('/auth/login', { json: { email, password } });
    expect(login.status).toBe(503);
    expect(await bodyOf(login)).toMatchObject({ error: { code: 'database.unavailable' } });
    expect(await statusOf(api, '/health')).toEqual([503, 'unhealthy']);

    await door.open();
    expect((await api.fetch('/auth/me', { token })).status).toBe(200);
    expect(await statusOf(api, '/health')).toEqual([200, 'healthy']);
  });

  it('that says nothing any more, requests are answered 503 instead of never', async () => {
    const door = await PostgresDoor.of(database.url);
    closers.push(() => door.close());
    await door.open();
    const api = await start(door.url);
    const { token, email, password } = await registerSeller(api);

    door.freeze();
    const json = { email: 'frozen@example.com', password, name: 'A' };
    const answers = await Promise.all([
      api.fetch('/auth/me', { token }),
      api.fetch('/auth/login', { json: { email, password } }),
      api.fetch('/auth/register', { json }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    for (const answer of answers) {
      expect(await bodyOf(answer)).toMatchObject({ error: { code: 'database.unavailable' } });
    }

    door.thaw();
    await vi.waitFor(
      async () => expect((await api.fetch('/auth/me', { token })).status).toBe(200),
      { timeout: 20_000, interval: 100 },
    );
  });
});

describe('a database that is older than the code', () => {
  it('serves nobody until it is migrated, and everybody then', async () => {
    const old = await createTestDatabase();
    closers.push(() => old.close());
    const [last] = await old.dataSource.query(
      `delete from migrations where id = (select max(id) from migrations) returning id, timestamp, name`,
    );
    const api = await start(old.url);

    expect(await statusOf(api, '/health/ready')).toEqual([503, 'not_ready']);
    const login = await api.fetch('/auth/login', { json: { email: 'a@b.example', password: 'x' } });
    expect(await bodyOf(login)).toMatchObject({ error: { code: 'database.unavailable' } });

    const { id, timestamp, name } = last[0];
    await old.dataSource.query(`insert into migrations values ($1, $2, $3)`, [id, timestamp, name]);
    await vi.waitFor(
      async () => expect(await statusOf(api, '/health/ready')).toEqual([200, 'ready']),
      { timeout: 20_000, interval: 100 },
    );
    await registerSeller(api);
  });
});
