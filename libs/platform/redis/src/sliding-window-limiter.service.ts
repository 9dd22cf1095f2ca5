/**
 * Rate limits shared by the fleet: a sorted set of admitted hits for each key, changed by one script in Redis' own time.
 * With Redis away the limit holds for each process, and Redis is left alone for a second so that no request waits for it.
 */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { RedisConnections } from './redis-connections.service.js';
import { LocalWindows, type LimitResult } from './sliding-window.js';

const MAX_LOCAL_KEYS = 10_000;

// Times are microseconds, below 2^53. Without a name for the hit (ARGV[3]) it only looks. Returns {allowed, hits now inside, microseconds until the oldest leaves}.
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit = tonumber(ARGV[1])
local window = tonumber(ARGV[2]) * 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local count = redis.call('ZCARD', KEYS[1])
local allowed = 0
if count < limit then
  allowed = 1
  if ARGV[3] ~= '' then
    redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[3])
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    count = count + 1
  end
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local left = 0
if oldest[2] then left = tonumber(oldest[2]) + window - now end
return {allowed, count, left}
`;
const reply = z.tuple([z.number(), z.number(), z.number()]);

/** Sliding-window limits in Redis, or in this process while Redis is away. Never throws. */
@Injectable()
export class SlidingWindowLimiter {
  readonly #local = new LocalWindows(MAX_LOCAL_KEYS);

  constructor(private readonly connections: RedisConnections) {}

  /** Counts a hit of `key` if fewer than `limit` were admitted in the last `windowMs`. */
  async hit(key: string, limit: number, windowMs: number): Promise<LimitResult> {
    const shared = await this.#ask(key, limit, windowMs, randomUUID());
    return shared ?? this.#local.hit(key, performance.now(), limit, windowMs);
  }

  /** Whether a hit of `key` would be admitted now; counts nothing. */
  async peek(key: string, limit: number, windowMs: number): Promise<LimitResult> {
    const shared = await this.#ask(key, limit, windowMs, '');
    return shared ?? this.#local.peek(key, performance.now(), limit, windowMs);
  }

  /** Null while Redis is away. */
  #ask(key: string, limit: number, windowMs: number, name: string): Promise<LimitResult | null> {
    return this.connections.ask(async (redis) => {
      const answer = await redis.eval(SCRIPT, 1, `ifa:limit:${key}`, limit, windowMs, name);
      return present(reply.parse(answer), limit);
    });
  }
}

function present([allowed, count, leftMicros]: z.infer<typeof reply>, limit: number): LimitResult {
  return {
    allowed: allowed === 1,
    limit,
    remaining: Math.max(0, limit - count),
    resetMs: Math.max(1, Math.ceil(leftMicros / 1000)),
  };
}
