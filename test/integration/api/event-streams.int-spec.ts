import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EventStreams } from '../../../apps/api/src/streams/event-streams.service.js';
import { registerSeller, startTestApi, type TestApi } from '../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { testRedisUrl } from '../../support/servers/redis.js';
import { ProbeModule } from './border/probe.module.js';

const DASHBOARD = 'https://app.example.com';

let database: TestDatabase;
let redisUrl: string;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  redisUrl = testRedisUrl();
  api = await start();
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

async function start(): Promise<TestApi> {
  const env = { CORS_ORIGIN: DASHBOARD };
  return startTestApi({ databaseUrl: database.url, redisUrl, env, modules: [ProbeModule] });
}

function openStreams(of: TestApi): number {
  return of.app.get(EventStreams, { strict: false }).size;
}

describe('an event stream', () => {
  it('is for signed-in sellers, by token or cookie', async () => {
    const { token, cookie } = await registerSeller(api);

    expect((await api.fetch('/probe/stream')).status).toBe(401);
    for (const request of [{ token }, { headers: { cookie } }]) {
      const response = await api.fetch('/probe/stream', request);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
      await response.body?.cancel();
    }
  });

  it('carries the headers of every other answer', async () => {
    const { token } = await registerSeller(api);
    const response = await api.fetch('/probe/stream', { token, headers: { origin: DASHBOARD } });

    expect(response.headers.get('access-control-allow-origin')).toBe(DASHBOARD);
    expect(response.headers.get('x-request-id')).not.toBeNull();
    expect(response.headers.get('ratelimit-limit')).toBe('100');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
    await response.body?.cancel();
  });

  it('starts where the client was', async () => {
    const { token } = await registerSeller(api);
    const headers = { 'last-event-id': 'evt_0' };
    const response = await api.fetch('/probe/stream', { token, headers });

    const text = await readUntil(response, '\n\n', 2);
    expect(text).toBe('retry: 2000\n\nid: evt_1\nevent: hello\ndata: {"after":"evt_0"}\n\n');
    await response.body?.cancel();
  });

  it('is forgotten when the client goes away', async () => {
    const { token } = await registerSeller(api);
    await vi.waitFor(() => expect(openStreams(api)).toBe(0));
    const leaving = new AbortController();
    const response = await api.fetch('/probe/stream', { token, signal: leaving.signal });
    expect(response.status).toBe(200);
    expect(openStreams(api)).toBe(1);

    leaving.abort();

    await vi.waitFor(() => expect(openStreams(api)).toBe(0));
  });

  it.each<[string, (seller: { token: string; sellerId: string }) => Promise<unknown>]>([
    ['its session', ({ token }) => api.fetch('/auth/logout', { method: 'POST', token })],
    [
      'the suspension of its seller',
      ({ sellerId }) =>
        database.dataSource.query(`update sellers set status = 'suspended' where id = $1`, [
          sellerId,
        ]),
    ],
  ])('ends with %s', async (_, end) => {
    const seller = await registerSeller(api);
    const response = await api.fetch('/probe/stream', { token: seller.token });

    await end(seller);

    // Ends by itself within five seconds; the test's own time limit is the judge of "never".
    expect(await response.text()).toContain('event: hello');
    expect(openStreams(api)).toBe(0);
  });

  it('is refused beyond twenty of one seller', async () => {
    const { token } = await registerSeller(api);
    const open = new AbortController();
    const request = { token, signal: open.signal };
    // Kept, because fetch() hangs up when nobody holds its answer any more.
    const held: Response[] = [];
    while (held.length < 20) held.push(await api.fetch('/probe/stream', request));
    expect(held.map(({ status }) => status)).toEqual(held.map(() => 200));

    expect((await api.fetch('/probe/stream', request)).status).toBe(429);
    open.abort();
  });

  it('does not keep the app from ending', async () => {
    const other = await start();
    const { token } = await registerSeller(other);
    const response = await other.fetch('/probe/stream', { token });

    await other.close();

    expect(await response.text()).toContain('event: hello');
  });
});

/** The text until `mark` was seen `times` times. */
async function readUntil(response: Response, mark: string, times: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  const reader = response.body!.getReader();
  while (text.split(mark).length <= times) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  reader.releaseLock();
  return text;
}
