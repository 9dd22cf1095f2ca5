import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WATCHED_QUEUES } from '../../../apps/api/src/admin/watched-queues.js';
import { signInAdmin, type TestAdmin } from '../../support/admin-session.js';
import { bodyOf, registerSeller, startTestApi, type TestApi } from '../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { testRedisUrl } from '../../support/servers/redis.js';

let database: TestDatabase;
let redisUrl: string;
let api: TestApi;
let admin: TestAdmin;

beforeAll(async () => {
  database = await createTestDatabase();
  redisUrl = testRedisUrl();
  api = await startTestApi({ databaseUrl: database.url, redisUrl });
  admin = await signInAdmin(api);
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

/** The path goes over the wire as it is written; fetch would tidy it up. */
async function rawStatus(path: string): Promise<number> {
  const { hostname, port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('the queue pages', () => {
  it('are closed to everybody else, however the address is written', async () => {
    const paths = [
      '/admin/queues',
      '/admin/queues/',
      '/%61dmin/queues',
      '/admin/%71ueues/api/queues',
      '/admin/queues/api/queues',
    ];
    for (const path of paths) expect(await rawStatus(path), path).toBe(401);
    for (const path of [
      '//admin/queues',
      '/admin//queues',
      '/ADMIN/queues',
      '/x/../admin/queues',
    ]) {
      expect(await rawStatus(path), path).toBeGreaterThanOrEqual(400);
    }
    const { token, cookie } = await registerSeller(api);
    const asSeller = await api.fetch('/admin/queues/api/queues', { token, headers: { cookie } });
    expect(asSeller.status).toBe(401);
  });

  it('show every queue to an administrator, under a policy of their own', async () => {
    const page = await admin.fetch('/admin/queues');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<base href="/admin/queues/"');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self' 'unsafe-inline'");
    const { queues } = await bodyOf(await admin.fetch('/admin/queues/api/queues'));
    const names = queues.map(({ name }: { name: string }) => name);
    expect(names.toSorted()).toEqual(WATCHED_QUEUES.toSorted());
    expect(queues.every(({ readOnlyMode }: { readOnlyMode: boolean }) => readOnlyMode)).toBe(true);
  });

  it('leave the policy of other pages alone', async () => {
    const policy = (await api.fetch('/health')).headers.get('content-security-policy') ?? '';
    expect(policy).not.toContain('unsafe-inline');
  });

  it('change nothing unless that is switched on, and then leave a line in the audit log', async () => {
    const { queues } = await bodyOf(await admin.fetch('/admin/queues/api/queues'));
    const path = `/admin/queues/api/queues/${queues[0].name}/pause`;
    const refused = await admin.fetch(path, { method: 'PUT' });
    expect(refused.status).toBe(403);
    expect(await bodyOf(refused)).toMatchObject({ error: { code: 'admin.queues_read_only' } });

    const env = { ADMIN_QUEUES_WRITABLE: 'on' };
    const writable = await startTestApi({ databaseUrl: database.url, redisUrl, env });
    try {
      const headers = { cookie: admin.cookie, origin: writable.url };
      expect((await writable.fetch(path, { method: 'PUT', headers })).status).toBe(200);
      const foreign = { ...headers, origin: 'https://evil.example' };
      expect((await writable.fetch(path, { method: 'PUT', headers: foreign })).status).toBe(403);
    } finally {
      await writable.close();
    }
    const { entries } = await bodyOf(await admin.fetch('/admin/audit?action=queue'));
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ action: 'queue.changed', actorEmail: admin.email });
  });
});
