import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

const PUBLIC = 'https://ifa.example.com';
const DASHBOARD = 'https://app.example.com';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({
    databaseUrl: database.url,
    redisUrl: testRedisUrl(),
    env: { PUBLIC_URL: PUBLIC, CORS_ORIGIN: DASHBOARD, RATE_LIMIT_AUTH_PER_MINUTE: '1000' },
  });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

async function logout(headers: Record<string, string>): Promise<Response> {
  return api.fetch('/auth/logout', { method: 'POST', headers });
}

describe('the session cookie', () => {
  it('signs reading requests in, wherever they come from', async () => {
    const { cookie } = await registerSeller(api);

    expect((await api.fetch('/auth/me', { headers: { cookie } })).status).toBe(200);
    const headers = { cookie, origin: 'https://evil.example' };
    expect((await api.fetch('/auth/me', { headers })).status).toBe(200);
  });

  it('is secure when the public address is', async () => {
    const json = { email: 'secure@example.com', password: 'minimum8chars', name: 'A' };
    const response = await api.fetch('/auth/register', { json });
    expect(response.headers.getSetCookie()[0]).toMatch(/Secure/);
  });

  it('is secure behind a dashboard of https, too, when nobody named a public address', async () => {
    const env = { CORS_ORIGIN: DASHBOARD, LOG_LEVEL: 'silent' };
    const behind = await startTestApi({
      databaseUrl: database.url,
      redisUrl: testRedisUrl(),
      env,
    });
    try {
      const json = { email: 'behind@example.com', password: 'minimum8chars', name: 'A' };
      const { headers } = await behind.fetch('/auth/register', { json });

      expect(headers.getSetCookie()[0]).toMatch(/Secure/);
      expect(headers.get('strict-transport-security')).toContain('max-age=');
    } finally {
      await behind.close();
    }
  });

  it.each([{}, { origin: 'null' }, { origin: 'https://evil.example' }])(
    'changes nothing for a request with %j',
    async (headers) => {
      const { cookie } = await registerSeller(api);
      const response = await logout({ cookie, ...headers });

      expect(response.status).toBe(403);
      expect(await bodyOf(response)).toMatchObject({ error: { code: 'request.foreign_origin' } });
      expect((await api.fetch('/auth/me', { headers: { cookie } })).status).toBe(200);
    },
  );

  it.each([PUBLIC, DASHBOARD])('changes things for our page %s', async (origin) => {
    const { cookie } = await registerSeller(api);
    expect((await logout({ cookie, origin })).status).toBe(200);
  });

  it('does not count beside a bearer token, which needs no Origin', async () => {
    const [one, two] = [await registerSeller(api), await registerSeller(api)];

    const response = await api.fetch('/auth/me', {
      token: one.token,
      headers: { cookie: two.cookie },
    });
    expect(await bodyOf(response)).toMatchObject({ seller: { id: one.sellerId } });
    const invalid = await api.fetch('/auth/me', { token: 'x', headers: { cookie: two.cookie } });
    expect(invalid.status).toBe(401);
    const headers = { authorization: `Bearer ${one.token}`, cookie: two.cookie };
    expect((await logout(headers)).status).toBe(200);
    expect((await api.fetch('/auth/me', { token: two.token })).status).toBe(200);
  });

  it('is not given to a foreign page', async () => {
    const { email, password } = await registerSeller(api);
    const headers = { origin: 'https://evil.example' };
    const response = await api.fetch('/auth/login', { json: { email, password }, headers });

    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});

describe('CORS', () => {
  it('lets the dashboard read answers and their headers, with the cookie', async () => {
    const headers = { origin: DASHBOARD, 'access-control-request-method': 'POST' };
    const preflight = await api.fetch('/auth/login', { method: 'OPTIONS', headers });
    const response = await api.fetch('/auth/me', { headers: { origin: DASHBOARD } });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(DASHBOARD);
    expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe(DASHBOARD);
    expect(response.headers.get('access-control-expose-headers')).toContain('ratelimit-remaining');
  });

  it('allows no other page', async () => {
    const headers = { origin: 'https://evil.example' };
    const response = await api.fetch('/auth/me', { headers });
    expect(response.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
  });
});
