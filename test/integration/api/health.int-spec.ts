import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bodyOf, registerSeller, startTestApi, type TestApi } from '../../support/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { freePort } from '../../support/ports.js';
import { startOwnRedis, testRedisUrl } from '../../support/redis.js';

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

/** A way to the real Postgres that can be shut, as if the server went away. */
class PostgresDoor {
  private server: Server | null = null;
  private isFrozen = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly port: number,
    private readonly target: URL,
  ) {}

  static async of(databaseUrl: string): Promise<PostgresDoor> {
    return new PostgresDoor(await freePort(), new URL(databaseUrl));
  }

  get url(): string {
    const url = new URL(this.target.href);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  async open(): Promise<void> {
    this.server = createServer((near) => {
      const far = connect(Number(this.target.port || 5432), this.target.hostname);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy());
      }
      near.pipe(far).on('close', () => near.destroy());
      far.pipe(near).on('close', () => far.destroy());
      if (this.isFrozen) near.pause();
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async shut(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = null;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Connections stay open, and nothing comes through. */
  freeze(): void {
    this.isFrozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  thaw(): void {
    this.isFrozen = false;
    for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    await this.shut();
  }
}
