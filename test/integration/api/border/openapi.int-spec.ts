import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bodyOf,
  type ParsedJson,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({
    databaseUrl: database.url,
    redisUrl: testRedisUrl(),
    env: { LOG_LEVEL: 'silent' },
  });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

describe('GET /docs', () => {
  it('describes every operation: who may call it, that POST answers 200, and how errors look', async () => {
    const document = await bodyOf(await api.fetch('/docs-json'));

    expect(document.components.securitySchemes).toHaveProperty('bearer');
    expect(document.paths['/auth/login'].post.security).toEqual([{}]);
    expect(document.security).toContainEqual({ bearer: [] });
    const posts = Object.values<ParsedJson>(document.paths)
      .map((path) => path.post)
      .filter((operation) => operation !== undefined);
    expect(posts.length).toBeGreaterThanOrEqual(3);
    for (const operation of posts) {
      expect(Object.keys(operation.responses), operation.operationId).toEqual(['200', 'default']);
    }
  });

  it('says what else than 200 and JSON an address answers, and whom it wants signed in', async () => {
    const { paths } = await bodyOf(await api.fetch('/docs-json'));

    const statuses = (path: string): string[] => Object.keys(paths[path].get.responses);
    expect(statuses('/health')).toContain('503');
    expect(statuses('/health/ready')).toContain('503');
    expect(statuses('/etsy/oauth/callback')).toEqual(['302', 'default']);
    const types = (path: string): string[] => Object.keys(paths[path].get.responses[200].content);
    expect(types('/agents/me/events/stream')).toEqual(['text/event-stream']);
    expect(types('/messaging/whatsapp/{id}/qr.png')).toEqual(['image/png']);
    expect(paths['/admin/me'].get.security).toEqual([{ admin: [] }]);
    expect(paths['/admin/login'].post.security).toEqual([{}]);
  });

  it('names the idempotency key once, as what may be left out', async () => {
    const { paths } = await bodyOf(await api.fetch('/docs-json'));
    for (const path of ['/agents/me/send', '/conversations/{id}/reply']) {
      const headers = paths[path].post.parameters.filter((one: ParsedJson) => one.in === 'header');
      expect(headers).toMatchObject([{ name: 'Idempotency-Key', required: false }]);
    }
  });

  it('is a page with scripts of our own origin', async () => {
    const page = await (await api.fetch('/docs')).text();
    const script = await (await api.fetch('/docs/swagger-ui-init.js')).text();
    const style = await api.fetch('/docs/swagger-ui.css');

    expect(page).toContain('IFA API');
    expect(script).toContain('/auth/login');
    expect(style.status).toBe(200);
    expect((await style.text()).length).toBeGreaterThan(10_000);
  });
});
