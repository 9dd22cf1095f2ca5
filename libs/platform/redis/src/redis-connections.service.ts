/**
 * The process's connections to Redis. `fast` is for everything a request waits for: it fails at once when Redis is away
 * and within a quarter of a second when Redis is frozen. Blocking ones are for BullMQ workers, which wait for ever.
 */
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, ReplyError } from 'ioredis';
import { AppConfig } from '#platform/config';
import { watchConnection } from './watch-connection.js';

const MAX_RETRY_WAIT_MS = 2000;
const FAST_COMMAND_TIMEOUT_MS = 250;
const REST_AFTER_FAILURE_MS = 1000;
const LEAVE_REPLICA_EVERY_MS = 5_000;
const TRIED_KEY = 'ifa:takes-writes';
const TRIED_KEY_LIFETIME_MS = 60_000;

/** Retries for ever: 50 ms, 100 ms ... 2 s, with jitter so that a fleet does not come back in one wave. */
function retryStrategy(times: number): number {
  return Math.min(times * 50, MAX_RETRY_WAIT_MS) * (0.75 + Math.random() / 2);
}

/**
 * After a failover the old primary answers as a replica on the connection we have, while the name already leads to the
 * new one. A server that stays read-only is not asked for a new connection with every command.
 */
function leaveReplicas(): (error: Error) => boolean {
  let leftAt = -Infinity;
  return ({ message }) => {
    const now = performance.now();
    if (!message.startsWith('READONLY') || now - leftAt < LEAVE_REPLICA_EVERY_MS) return false;
    leftAt = now;
    return true;
  };
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
  #restUntilMs = 0;

  constructor(private readonly config: AppConfig) {
    this.fast = this.#open('fast', {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: FAST_COMMAND_TIMEOUT_MS,
    });
  }

  /**
   * Asks the fast connection for what can be done without. After a failure Redis is left alone for a second, so that no
   * request waits for a frozen one.
   *
   * @returns null while Redis is away
   */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T | null> {
    if (this.fast.status !== 'ready' || performance.now() < this.#restUntilMs) return null;
    try {
      return await question(this.fast);
    } catch {
      this.#restUntilMs = performance.now() + REST_AFTER_FAILURE_MS;
      return null;
    }
  }

  /**
   * Whether the server would keep something: a replica, a full memory and a full disk refuse that and answer the rest.
   *
   * @throws when it does not answer
   */
  async takesWrites(): Promise<boolean> {
    try {
      await this.fast.set(TRIED_KEY, '1', 'PX', TRIED_KEY_LIFETIME_MS);
      return true;
    } catch (error) {
      if (error instanceof ReplyError) return false;
      throw error;
    }
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
      reconnectOnError: leaveReplicas(),
      ...manner,
      connectionName: `ifa-${name}`,
    });
    watchConnection(redis, name, this.#logger);
    this.#opened.add(redis);
    return redis;
  }
}
