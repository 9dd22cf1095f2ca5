import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';
import { collectTraces } from '../../../support/servers/trace-collector.js';

/** Whoever calls from outside cannot put themselves into our traces. */
const FOREIGN = { trace: '0af7651916cd43dd8448eb211c80319c', span: 'b7ad6b7169203331' };

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

it('traces a request by its route and its request id, but not what only asks whether we live', async () => {
  const collected = await collectTraces();
  const headers = { traceparent: `00-${FOREIGN.trace}-${FOREIGN.span}-01` };
  const answer = await api.fetch('/products/a-secret-id', { headers });
  expect((await api.fetch('/health/live')).status).toBe(200);
  const { spans, text } = await collected();

  expect(spans.map(({ name }) => name)).toEqual(['GET /products/:id']);
  const about = spans[0]?.attributes.map(({ key, value }) => [key, value]) ?? [];
  expect(Object.fromEntries(about)).toMatchObject({
    'http.response.status_code': { intValue: 401 },
    'ifa.request_id': { stringValue: answer.headers.get('x-request-id') },
  });
  expect(text).not.toContain('a-secret-id');
  expect(text).not.toContain(FOREIGN.trace);
});
