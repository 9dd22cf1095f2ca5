import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, startTestApi, type TestApi } from '../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { testRedisUrl } from '../../support/servers/redis.js';

let database: TestDatabase;
let folder: string;
let built: TestApi;
let unbuilt: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'ifa-dashboard-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>the dashboard</title>');
  await writeFile(join(folder, 'assets', 'main-abc123.js'), 'export {};');
  const input = { databaseUrl: database.url, redisUrl: testRedisUrl() };
  built = await startTestApi({ ...input, dashboardFolder: folder });
  unbuilt = await startTestApi({ ...input, dashboardFolder: join(folder, 'nothing-here') });
});

afterAll(async () => {
  await Promise.all([built?.close(), unbuilt?.close()]);
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the dashboard', () => {
  it.each([
    ['/', '/app'],
    ['/dashboard', '/app'],
    [
      '/dashboard?etsy_connected=true&shop=A%20%26%20B',
      '/app?etsy_connected=true&shop=A%20%26%20B',
    ],
    ['/?next=//evil.example', '/app?next=//evil.example'],
  ])('is where %s leads', async (path, target) => {
    const response = await built.fetch(path);
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(target);
  });

  it.each(['/app', '/app/', '/app?etsy_error=denied', '/app/conversations/cnv_1'])(
    'answers %s with its page, asked for anew each time',
    async (path) => {
      const response = await built.fetch(path);

      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('the dashboard');
    },
  );

  it('has its hashed files kept for ever', async () => {
    const response = await built.fetch('/app/assets/main-abc123.js');

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/javascript/);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/app/assets/gone-1.js', '/app/..%2f..%2fpackage.json', '/app/%2e%2e/package.json'])(
    'has no page for the missing file %s',
    async (path) => {
      const response = await built.fetch(path);
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain('"name"');
    },
  );

  it('says so when it has not been built, and leads to the API', async () => {
    const response = await unbuilt.fetch('/app/anything');

    expect(response.status).toBe(404);
    expect(await response.text()).toContain('href="/docs"');
    expect((await bodyOf(await unbuilt.fetch('/health'))).status).toBe('healthy');
  });
});
