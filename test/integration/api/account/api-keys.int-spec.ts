import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysService } from '#features/auth';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  const env = { RATE_LIMIT_AUTH_PER_MINUTE: '1000' };
  api = await startTestApi({ databaseUrl: database.url, redisUrl: testRedisUrl(), env });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

const post = (path: string, json: unknown, token: string): Promise<Response> =>
  api.fetch(path, { json, token });

describe('API keys', () => {
  it('are shown once, kept as a hash, and open what their scopes say until they are deleted', async () => {
    const { token, sellerId, email } = await registerSeller(api);
    const keys = api.app.get(ApiKeysService, { strict: false });
    const made = await bodyOf(
      await post('/auth/api-keys', { name: 'My script', scopes: ['products:read'] }, token),
    );
    expect(made.key).toMatch(/^ifa_[\w-]{43}$/);
    expect(JSON.stringify(await database.dataSource.query('select * from api_keys'))).not.toContain(
      made.key,
    );
    const list = await bodyOf(await api.fetch('/auth/api-keys', { token }));
    expect(list.apiKeys).toEqual([{ ...made.apiKey }]);
    expect(JSON.stringify(list)).not.toContain(made.key);

    const identity = await keys.authenticateApiKey(made.key, 'products:read');
    expect(identity).toMatchObject({
      sellerId,
      email,
      keyId: made.apiKey.id,
      scopes: ['products:read'],
    });
    await expect(keys.authenticateApiKey(made.key, 'proposals:write')).rejects.toMatchObject({
      code: 'auth.missing_scope',
    });
    // A key is no session: it opens nothing of the dashboard's.
    expect((await api.fetch('/auth/me', { token: made.key })).status).toBe(401);

    await api.fetch(`/auth/api-keys/${made.apiKey.id}`, { method: 'DELETE', token });
    await expect(keys.authenticateApiKey(made.key)).rejects.toMatchObject({
      code: 'auth.invalid_api_key',
    });
  });

  it('are twenty at most, however many are asked for at once', async () => {
    const { token } = await registerSeller(api);
    const wish = { name: 'one of many', scopes: ['products:read'] };
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => post('/auth/api-keys', wish, token)),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect((await bodyOf(await api.fetch('/auth/api-keys', { token }))).apiKeys).toHaveLength(20);
  });

  it('end with their time, and with the suspension of their seller', async () => {
    const { token, sellerId } = await registerSeller(api);
    const keys = api.app.get(ApiKeysService, { strict: false });
    const json = { name: 'Short', scopes: ['products:read'], lifetimeDays: 1 };
    const { key } = await bodyOf(await post('/auth/api-keys', json, token));

    await database.dataSource.query(`update sellers set status = 'suspended' where id = $1`, [
      sellerId,
    ]);
    await expect(keys.authenticateApiKey(key)).rejects.toMatchObject({ code: 'auth.suspended' });
    const past = `update api_keys set expires_at = now() where seller_id = $1`;
    await database.dataSource.query(past, [sellerId]);
    await expect(keys.authenticateApiKey(key)).rejects.toMatchObject({
      code: 'auth.invalid_api_key',
    });
  });

  it('are refused with scopes nobody knows', async () => {
    const { token } = await registerSeller(api);
    const response = await post('/auth/api-keys', { name: 'x', scopes: ['everything'] }, token);
    expect(response.status).toBe(400);
  });
});
