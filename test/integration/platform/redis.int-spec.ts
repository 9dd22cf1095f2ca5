import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ExpiringFlags, PubSub, RedisConnections, SlidingWindowLimiter } from '#platform/redis';
import { type OwnRedis, startOwnRedis } from '../../support/servers/redis.js';
import { configFor } from './platform-config.js';

let server: OwnRedis;
let connections: RedisConnections;
const ready = () => vi.waitFor(() => expect(connections.fast.status).toBe('ready'), 10_000);

beforeAll(async () => {
  // The failures are on purpose and would fill the screen.
  Logger.overrideLogger(false);
  server = await startOwnRedis();
});
afterAll(() => server.close());
beforeEach(async () => {
  connections = new RedisConnections(configFor(server.url));
  await ready();
});
afterEach(() => connections.close());

describe('RedisConnections', () => {
  it('fails a fast command while Redis is away and comes back by itself', async () => {
    await server.stop();
    await vi.waitFor(() => expect(connections.fast.status).not.toBe('ready'));
    await expect(connections.fast.ping()).rejects.toThrow();
    await server.start();
    await ready();
    expect(await connections.fast.ping()).toBe('PONG');
  });

  it('fails a fast command while Redis is frozen and works again after', async () => {
    server.freeze();
    try {
      await expect(connections.fast.ping()).rejects.toThrow(/timed out/);
    } finally {
      server.thaw();
    }
    await vi.waitFor(async () => expect(await connections.fast.ping()).toBe('PONG'), 10_000);
  });

  it('comes back when it had to connect to a frozen Redis', async () => {
    server.freeze();
    try {
      connections.fast.stream.destroy();
      await vi.waitFor(() => expect(connections.fast.status).not.toBe('ready'));
      await expect(connections.fast.ping()).rejects.toThrow();
      // Long enough for a whole attempt to connect to have failed.
      await new Promise((resolve) => setTimeout(resolve, 1000));
    } finally {
      server.thaw();
    }
    await ready();
    expect(await connections.fast.ping()).toBe('PONG');
  });

  it('leaves a primary that has become a replica for whoever stands at its address now', async () => {
    const next = await startOwnRedis();
    let primary = server.url;
    const address = createServer((near) => {
      const far = connect(Number(new URL(primary).port), '127.0.0.1');
      near.pipe(far).on('error', () => near.destroy());
      far.pipe(near).on('error', () => far.destroy());
    }).listen(0, '127.0.0.1');
    await once(address, 'listening');
    const { port } = z.object({ port: z.number() }).parse(address.address());
    const url = new URL(server.url);
    url.port = String(port);
    const moving = new RedisConnections(configFor(url.href));
    const [old, other] = [new Redis(server.url), new Redis(next.url)];
    try {
      await vi.waitFor(async () => expect(await moving.takesWrites()).toBe(true), 10_000);
      await other.config('SET', 'requirepass', url.password);
      primary = next.url;
      await old.replicaof('127.0.0.1', new URL(next.url).port);
      await vi.waitFor(async () => expect(await moving.takesWrites()).toBe(true), 5_000);
      expect(await portOf(moving.fast)).toBe(new URL(next.url).port);
    } finally {
      await old.replicaof('NO', 'ONE');
      for (const redis of [old, other]) redis.disconnect();
      moving.close();
      address.close();
      await next.close();
    }
  });
});

async function portOf(redis: Redis): Promise<string | undefined> {
  return /tcp_port:(\d+)/.exec(await redis.info('server'))?.[1];
}

describe('ExpiringFlags', () => {
  it('are seen by other processes and fade by themselves', async () => {
    const [flags, others] = [new ExpiringFlags(connections), new ExpiringFlags(connections)];
    const key = randomUUID();
    expect(await others.has(key)).toBe(false);
    await flags.set(key, 300);
    expect(await flags.has(key)).toBe(true);
    expect(await others.has(key)).toBe(true);
    await vi.waitFor(async () => expect(await others.has(key)).toBe(false));
    expect(await flags.has(key)).toBe(false);
  });

  it('are kept by the process while Redis is away, and shared when it is back', async () => {
    const [flags, others] = [new ExpiringFlags(connections), new ExpiringFlags(connections)];
    const key = randomUUID();
    await server.stop();
    await vi.waitFor(() => expect(connections.fast.status).not.toBe('ready'));
    await flags.set(key, 60_000);
    expect(await flags.has(key)).toBe(true);
    expect(await others.has(key)).toBe(false);
    await server.start();
    await ready();
    await flags.set(key, 60_000);
    expect(await others.has(key)).toBe(true);
  });
});

describe('SlidingWindowLimiter', () => {
  it('admits exactly the limit of a flood from two processes and frees hits one by one', async () => {
    const other = new RedisConnections(configFor(server.url));
    await vi.waitFor(() => expect(other.fast.status).toBe('ready'));
    const key = randomUUID();
    const limiters = [new SlidingWindowLimiter(connections), new SlidingWindowLimiter(other)];
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, i) => limiters[i % 2]!.hit(key, 7, 60_000)),
    );
    other.close();
    const admitted = results.filter((result) => result.allowed);
    expect(admitted.map((result) => result.remaining)).toEqual(
      expect.arrayContaining([6, 5, 4, 3, 2, 1, 0]),
    );
    expect(admitted).toHaveLength(7);
    for (const { resetMs } of results) {
      expect(resetMs).toBeGreaterThan(0);
      expect(resetMs).toBeLessThanOrEqual(60_000);
    }
  });

  it('lets a hit in again once the window has passed, and the key expires by itself', async () => {
    const limiter = new SlidingWindowLimiter(connections);
    const key = randomUUID();
    expect(await limiter.hit(key, 1, 300)).toMatchObject({ allowed: true, remaining: 0 });
    const refused = await limiter.hit(key, 1, 300);
    expect(refused.allowed).toBe(false);
    await vi.waitFor(async () => expect(await connections.fast.exists(`ifa:limit:${key}`)).toBe(0));
    expect(await limiter.hit(key, 1, 300)).toMatchObject({ allowed: true });
  });

  it('looks without counting, also where another process has counted', async () => {
    const [limiter, other] = [
      new SlidingWindowLimiter(connections),
      new SlidingWindowLimiter(connections),
    ];
    const key = randomUUID();
    expect(await limiter.peek(key, 1, 60_000)).toMatchObject({ allowed: true, remaining: 1 });
    expect(await limiter.peek(key, 1, 60_000)).toMatchObject({ allowed: true });
    await other.hit(key, 1, 60_000);
    expect(await limiter.peek(key, 1, 60_000)).toMatchObject({ allowed: false, remaining: 0 });
  });

  it('limits this process alone while Redis is away', async () => {
    const limiter = new SlidingWindowLimiter(connections);
    await server.stop();
    await vi.waitFor(() => expect(connections.fast.status).not.toBe('ready'));
    const key = randomUUID();
    const results = [];
    for (let i = 0; i < 5; i += 1) results.push(await limiter.hit(key, 3, 60_000));
    expect(results.map((result) => result.allowed)).toEqual([true, true, true, false, false]);
    await server.start();
  });

  it('limits this process alone while Redis is frozen', async () => {
    const limiter = new SlidingWindowLimiter(connections);
    server.freeze();
    try {
      const key = randomUUID();
      const results = [];
      for (let i = 0; i < 5; i += 1) results.push(await limiter.hit(key, 3, 60_000));
      expect(results.map((result) => result.allowed)).toEqual([true, true, true, false, false]);
    } finally {
      server.thaw();
    }
  });
});

describe('PubSub', () => {
  const listen = (pubSub: PubSub, channel: string) => {
    const heard: unknown[] = [];
    return { heard, stop: pubSub.subscribe(channel, (payload) => heard.push(payload)) };
  };
  /** Publishes until somebody has heard it: a subscription takes a moment. */
  const hear = (pubSub: PubSub, channel: string, heard: unknown[], payload: unknown) =>
    vi.waitFor(() => {
      pubSub.publish(channel, payload);
      expect(heard).toContainEqual(payload);
    }, 10_000);

  it('brings JSON to every listener until it stops listening', async () => {
    const pubSub = new PubSub(connections);
    const first = listen(pubSub, 'events');
    const second = listen(pubSub, 'events');
    await hear(pubSub, 'events', first.heard, { n: 1 });
    await hear(pubSub, 'events', second.heard, { n: 1 });
    first.stop();
    first.stop();
    const before = first.heard.length;
    await hear(pubSub, 'events', second.heard, { n: 2 });
    expect(first.heard).toHaveLength(before);
  });

  it('keeps the other listeners going when one throws or a payload is no JSON', async () => {
    const pubSub = new PubSub(connections);
    pubSub.subscribe('events', () => {
      throw new Error('broken listener');
    });
    const { heard } = listen(pubSub, 'events');
    await hear(pubSub, 'events', heard, 1);
    await connections.fast.publish('ifa:0:events', '{broken');
    await hear(pubSub, 'events', heard, 2);
  });

  it('listens again after Redis was away, to channels added meanwhile too', async () => {
    const pubSub = new PubSub(connections);
    const old = listen(pubSub, 'old');
    await hear(pubSub, 'old', old.heard, 'before');
    await server.stop();
    await vi.waitFor(() => expect(connections.fast.status).not.toBe('ready'));
    pubSub.publish('old', 'lost');
    const added = listen(pubSub, 'added');
    await server.start();
    await hear(pubSub, 'old', old.heard, 'after');
    await hear(pubSub, 'added', added.heard, 'after');
    expect(old.heard).not.toContain('lost');
  });
});
