import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

/** Open to everybody, on purpose. Whoever adds one says here why. */
const OPEN_ROUTES = new Set([
  'GET /', // leads to the dashboard
  'GET /dashboard',
  'POST /auth/register',
  'POST /auth/login',
  'POST /auth/verify-email', // the token of the mail says whose address it is
  'POST /auth/forgot-password',
  'POST /auth/reset-password', // the token of the mail says whose password it is
  'POST /admin/login',
  'GET /health',
  'GET /meta', // what is a stand-in here, told before anybody signs in
  'GET /health/live',
  'GET /health/ready',
  'GET /etsy/oauth/callback', // called by the browser coming back from Etsy; the state says whose it is
  'POST /messaging/webhook', // signed
  'POST /etsy/webhooks', // signed
]);
/** The dashboard's files and the documentation; telegram's webhook carries a secret in a header. */
const OPEN_FOLDERS = [
  /^GET \/app(\/|$)/,
  /^GET \/docs(-json)?(\/|$)/,
  /^POST \/messaging\/telegram\/webhook\//,
];

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({ databaseUrl: database.url, redisUrl: testRedisUrl() });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

describe('every route', () => {
  it('asks who is there, except the ones that are open on purpose', async () => {
    const names = new Map(api.routes().map((route) => [`${route.method} ${route.url}`, route]));
    const guarded = [...names].filter(
      ([name]) => !OPEN_ROUTES.has(name) && !OPEN_FOLDERS.some((folder) => folder.test(name)),
    );

    expect(guarded.map(([name]) => name)).toContain('GET /auth/me');
    expect(guarded.map(([name]) => name)).toContain('GET /admin/queues');
    for (const [name, { method, url }] of guarded) {
      const path = url.replaceAll(/:\w+/g, 'anything').replaceAll('*', 'anything');
      expect((await api.fetch(path, { method })).status, name).toBe(401);
    }
  });
});
