/**
 * Flags that are good for a while ("this was right here before"): shared by the fleet in Redis, and kept by this process
 * for when Redis is away. A lost flag must cost a convenience only.
 */
import { Injectable } from '@nestjs/common';
import { RedisConnections } from './redis-connections.service.js';

const MAX_LOCAL_FLAGS = 10_000;
/** A flag is renewed when this part of its life is over, not at every call. */
const RENEW_AFTER = 1 / 24;

interface LocalFlag {
  renewAtMs: number;
  endsAtMs: number;
}

/** Sets and asks for flags. Never throws. */
@Injectable()
export class ExpiringFlags {
  readonly #local = new Map<string, LocalFlag>();

  constructor(private readonly connections: RedisConnections) {}

  /** Sets a flag, or makes it last `lifetimeMs` from now on. */
  async set(key: string, lifetimeMs: number): Promise<void> {
    const now = performance.now();
    const known = this.#local.get(key);
    if (known && known.renewAtMs > now) return;
    const isShared = await this.connections.ask((redis) =>
      redis.set(nameOf(key), '1', 'PX', lifetimeMs),
    );
    // What the fleet does not know yet is tried again at the next call.
    const renewAtMs = isShared === null ? now : now + lifetimeMs * RENEW_AFTER;
    this.#keep(key, { renewAtMs, endsAtMs: now + lifetimeMs });
  }

  /** Whether there is such a flag. */
  async has(key: string): Promise<boolean> {
    const known = this.#local.get(key);
    if (known && known.endsAtMs > performance.now()) return true;
    return (await this.connections.ask((redis) => redis.exists(nameOf(key)))) === 1;
  }

  #keep(key: string, flag: LocalFlag): void {
    this.#local.delete(key);
    this.#local.set(key, flag);
    for (const oldest of this.#local.keys()) {
      if (this.#local.size <= MAX_LOCAL_FLAGS) break;
      this.#local.delete(oldest);
    }
  }
}

function nameOf(key: string): string {
  return `ifa:flag:${key}`;
}
