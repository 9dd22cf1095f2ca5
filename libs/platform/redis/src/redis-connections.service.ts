/**
 * The process's connections to Redis. `fast` is for everything a request waits for: it fails at once when Redis is away
 * and within a quarter of a second when Redis is frozen. Blocking ones are for BullMQ workers, which wait for ever.
 */
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { AppConfig } from '#platform/config';
import { watchConnection } from './watch-connection.js';

const MAX_RETRY_WAIT_MS = 2000;
const FAST_COMMAND_TIMEOUT_MS = 250;

/** Retries for ever: 50 ms, 100 ms ... 2 s, with jitter so that a fleet does not come back in one wave. */
function retryStrategy(times: number): number {
  return Math.min(times * 50, MAX_RETRY_WAIT_MS) * (0.75 + Math.random() / 2);
}

const COMMON = { retryStrategy, connectTimeout: 5000, keepAlive: 10_000 };

/** What differs between the connections. */
interface Manner {
  enableOfflineQueue?: boolean;
  autoResubscribe?: boolean;
  maxRetriesPerRequest?: number | null;
  commandTimeout?: number;
}

/** Opens, watches and closes the connections. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  /** Fails fast, connects anew by itself. */
  readonly fast: Redis;
  readonly #logger = new Logger(RedisConnections.name);
  readonly #opened = new Set<Redis>();

  constructor(private readonly config: AppConfig) {
    this.fast = this.#open('fast', {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: FAST_COMMAND_TIMEOUT_MS,
    });
  }

  /** A new connection that waits for ever, as BullMQ workers need it. Closed with the others. */
  blocking(): Redis {
    return this.#open('blocking', { maxRetriesPerRequest: null });
  }

  /** A new connection for subscriptions; its user subscribes at every 'ready'. Closed with the others. */
  subscriber(): Redis {
    return this.#open('subscriber', { enableOfflineQueue: false, autoResubscribe: false });
  }

  /** Ends all connections at once; pending commands are rejected. */
  close(): void {
    for (const redis of this.#opened) redis.disconnect();
    this.#opened.clear();
  }

  onApplicationShutdown(): void {
    this.close();
  }

  #open(name: string, manner: Manner): Redis {
    const redis = new Redis(this.config.redisUrl, {
      ...COMMON,
      ...manner,
      connectionName: `ifa-${name}`,
    });
    watchConnection(redis, name, this.#logger);
    this.#opened.add(redis);
    return redis;
  }
}
