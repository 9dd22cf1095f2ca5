/**
 * Redis for tests. testRedisUrl() is an empty database on the run's shared server (pub/sub channels are not per
 * database: names must carry ids). Tests that stop, freeze or flush a server start one of their own.
 */
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import { ServicesProcess } from './services.js';

/** Files share their process, so this counts over all of them. */
let handedOut = 0;
const PER_PROCESS = 256;

/** The URL of a Redis database that no other test uses. */
export function testRedisUrl(): string {
  const { redisUrl, redisDatabases } = inject('services');
  const place = Number(process.env['VITEST_POOL_ID'] ?? '1');
  if (handedOut >= PER_PROCESS) {
    throw new Error(`a test process gets at most ${PER_PROCESS} Redis databases`);
  }
  const url = new URL(redisUrl);
  url.pathname = `/${(place * PER_PROCESS + handedOut) % redisDatabases}`;
  handedOut += 1;
  return url.href;
}

/** A Redis server of the test's own, to be mistreated. */
export interface OwnRedis {
  url: string;
  /** SIGSTOP: connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
  /** The same address again, empty. */
  start(): Promise<void>;
  /** FLUSHALL: still there, and empty. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Takes about 100 ms. */
export async function startOwnRedis(): Promise<OwnRedis> {
  const services = await ServicesProcess.start(['redis']);
  const url = services.redisUrl;
  if (url === null) throw new Error('no Redis came up');
  return {
    url,
    freeze: () => services.freezeRedis(),
    thaw: () => services.thawRedis(),
    stop: () => services.stopRedis(),
    start: () => services.startRedis(),
    flush: async () => {
      const redis = new Redis(url);
      await redis.flushall();
      redis.disconnect();
    },
    close: () => services.close(),
  };
}
