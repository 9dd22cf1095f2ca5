import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { type OwnRedis, startOwnRedis, testRedisUrl } from '../../../support/servers/redis.js';

let database: TestDatabase;
let sharedRedisUrl: string;
const open: TestApi[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  sharedRedisUrl = testRedisUrl();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

afterAll(async () => {
  await database?.close();
});

async function start(env: NodeJS.ProcessEnv, redisUrl = sharedRedisUrl): Promise<TestApi> {
  const api = await startTestApi({ databaseUrl: database.url, redisUrl, env });
  open.push(api);
  return api;
}

async function login(api: TestApi, email: string, address?: string): Promise<Response> {
  const headers: Record<string, string> = address ? { 'x-forwarded-for': address } : {};
  return api.fetch('/auth/login', { json: { email, password: 'a wrong one' }, headers });
}

describe('limits of a seller', () => {
  it('are told with every answer and refuse what goes beyond, per seller', async () => {
    const api = await start({ RATE_LIMIT_SELLER_PER_MINUTE: '3' });
    const { token } = await registerSeller(api);
    const neighbour = await registerSeller(api);

    const first = await api.fetch('/auth/me', { token });
    await api.fetch('/auth/me', { token });
    await api.fetch('/auth/me', { token });
    const refused = await api.fetch('/auth/me', { token });

    expect(first.headers.get('ratelimit-limit')).toBe('3');
    expect(first.headers.get('ratelimit-remaining')).toBe('2');
    expect(first.headers.get('ratelimit-policy')).toBe('3;w=60');
    expect(refused.status).toBe(429);
    expect(await bodyOf(refused)).toMatchObject({ error: { code: 'request.rate_limited' } });
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    const reset = Number(refused.headers.get('ratelimit-reset'));
    expect(reset).toBeGreaterThan(0);
    expect(reset).toBeLessThanOrEqual(60);
    expect(Number(refused.headers.get('retry-after'))).toBe(reset);
    expect((await api.fetch('/auth/me', { token: neighbour.token })).status).toBe(200);
  });

  it('do not count what the dashboard reads, which has a wider window of its own', async () => {
    const env = { RATE_LIMIT_SELLER_PER_MINUTE: '3', RATE_LIMIT_DASHBOARD_PER_MINUTE: '5' };
    const api = await start(env);
    const { token, cookie } = await registerSeller(api);
    const read = (): Promise<Response> => api.fetch('/auth/me', { headers: { cookie } });
    const change = (): Promise<Response> =>
      api.fetch('/auth/sessions/sign-out-others', {
        json: {},
        headers: { cookie, origin: api.url },
      });

    const reads: number[] = [];
    for (let count = 0; count < 6; count += 1) reads.push((await read()).status);
    expect(reads).toEqual([200, 200, 200, 200, 200, 429]);

    // However much it has read, it acts; and whoever comes with a bearer token is counted as ever.
    expect([(await change()).status, (await change()).status]).toEqual([200, 200]);
    const third = await api.fetch('/auth/me', { token, headers: { cookie } });
    expect(third.headers.get('ratelimit-policy')).toBe('3;w=60');
    expect(third.headers.get('ratelimit-remaining')).toBe('0');
    expect((await change()).status).toBe(429);
  });

  it('are shared by all processes', async () => {
    const env = { RATE_LIMIT_SELLER_PER_MINUTE: '2' };
    const [one, two] = [await start(env), await start(env)];
    const { token } = await registerSeller(one);

    await one.fetch('/auth/me', { token });
    await two.fetch('/auth/me', { token });

    expect((await one.fetch('/auth/me', { token })).status).toBe(429);
    expect((await two.fetch('/auth/me', { token })).status).toBe(429);
  });
});

describe('limits of signing in', () => {
  it('hold for an account from wherever it is tried', async () => {
    const api = await start({ RATE_LIMIT_AUTH_PER_MINUTE: '3', TRUSTED_PROXIES: '127.0.0.1' });

    for (const last of [1, 2, 3]) {
      expect((await login(api, 'target@example.com', `203.0.113.${last}`)).status).toBe(401);
    }
    const other = await login(api, 'another@example.com', '203.0.113.5');
    const refused = await login(api, ' TARGET@example.com', '203.0.113.4');

    expect(other.status).toBe(401);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).not.toBeNull();
  });

  it('let the owner in where they have signed in before, whatever strangers try', async () => {
    const api = await start({ RATE_LIMIT_AUTH_PER_MINUTE: '3', TRUSTED_PROXIES: '127.0.0.1' });
    const home = { 'x-forwarded-for': '203.0.113.77' };
    const json = { email: 'owner@example.com', password: 'correct horse battery', name: 'Owner' };
    await api.fetch('/auth/register', { json, headers: home });
    for (const last of [21, 22, 23, 24, 25]) {
      await login(api, json.email, `203.0.113.${last}`);
    }
    expect((await login(api, json.email, '203.0.113.26')).status).toBe(429);

    const { email, password } = json;
    const owner = await api.fetch('/auth/login', { json: { email, password }, headers: home });
    expect(owner.status).toBe(200);
    // Also there no more than that: somebody else may sit behind the same address.
    expect((await login(api, email, home['x-forwarded-for'])).status).toBe(401);
    expect((await login(api, email, home['x-forwarded-for'])).status).toBe(429);
  });

  it('do not count for the account what was refused for its address', async () => {
    const api = await start({ RATE_LIMIT_AUTH_PER_MINUTE: '3', TRUSTED_PROXIES: '127.0.0.1' });
    for (const name of ['i', 'j']) await login(api, `${name}@example.com`, '198.51.100.40');
    const flood: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      flood.push((await login(api, 'spared@example.com', '198.51.100.40')).status);
    }
    expect(flood).toEqual([401, 429, 429, 429, 429]);
    expect((await login(api, 'spared@example.com', '198.51.100.41')).status).toBe(401);
  });

  it('hold for an address whatever account it tries', async () => {
    const api = await start({ RATE_LIMIT_AUTH_PER_MINUTE: '3', TRUSTED_PROXIES: '127.0.0.1' });

    for (const name of ['a', 'b', 'c']) {
      expect((await login(api, `${name}@example.com`, '198.51.100.9')).status).toBe(401);
    }

    expect((await login(api, 'd@example.com', '198.51.100.9')).status).toBe(429);
    expect((await login(api, 'e@example.com', '198.51.100.10')).status).toBe(401);
  });

  it('do not believe X-Forwarded-For from strangers', async () => {
    const api = await start({ RATE_LIMIT_AUTH_PER_MINUTE: '2' }, (await ownRedis()).url);

    await login(api, 'f@example.com', '192.0.2.1');
    await login(api, 'g@example.com', '192.0.2.2');

    expect((await login(api, 'h@example.com', '192.0.2.3')).status).toBe(429);
  });
});

describe('limits without Redis', () => {
  it.each(['stop', 'freeze'] as const)('hold per process after a %s', async (fault) => {
    const redis = await ownRedis();
    const api = await start({ RATE_LIMIT_SELLER_PER_MINUTE: '3' }, redis.url);
    const { token } = await registerSeller(api);

    await redis[fault]();
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      statuses.push((await api.fetch('/auth/me', { token })).status);
    }

    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  it('hold when Redis has never been there', async () => {
    const redis = await ownRedis();
    await redis.stop();
    const api = await start({ RATE_LIMIT_SELLER_PER_MINUTE: '1' }, redis.url);
    const { token } = await registerSeller(api);

    expect((await api.fetch('/auth/me', { token })).headers.get('ratelimit-limit')).toBe('1');
    expect((await api.fetch('/auth/me', { token })).status).toBe(429);
  });
});

const redises: OwnRedis[] = [];

async function ownRedis(): Promise<OwnRedis> {
  const redis = await startOwnRedis();
  redises.push(redis);
  return redis;
}

afterAll(async () => {
  for (const redis of redises) {
    redis.thaw();
    await redis.close();
  }
});
