/**
 * Wake-up calls between processes. At most once, in no order across channels: whoever listens must be able to read the
 * truth in Postgres and must look there by itself now and then, because calls are lost while Redis is away.
 */
import { Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { RedisConnections } from './redis-connections.service.js';

type Listener = (payload: unknown) => void;

/** Publish and subscribe with JSON payloads. */
@Injectable()
export class PubSub {
  readonly #logger = new Logger(PubSub.name);
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #prefix: string;
  #subscriber: Redis | null = null;

  constructor(private readonly connections: RedisConnections) {
    // Channels are not kept apart by database number, so the number goes into the name.
    this.#prefix = `ifa:${connections.fast.options.db ?? 0}:`;
  }

  /** Sends a payload (JSON) to whoever listens at this moment. Fire and forget: never throws, never waits. */
  publish(channel: string, payload: unknown): void {
    const { fast } = this.connections;
    if (fast.status !== 'ready') return;
    fast.publish(this.#prefix + channel, JSON.stringify(payload)).catch(() => {
      // Lost like any call while Redis is away; the connection logs that.
    });
  }

  /** Listens until the returned function is called. The payload is whatever was published: parse it. */
  subscribe(channel: string, onMessage: (payload: unknown) => void): () => void {
    const name = this.#prefix + channel;
    const known = this.#listeners.get(name);
    const listeners = known ?? new Set<Listener>();
    // A wrapper of its own, so that one function can listen twice.
    const listener: Listener = (payload) => onMessage(payload);
    listeners.add(listener);
    this.#listeners.set(name, listeners);
    if (known === undefined) this.#subscribeNow(name);
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      this.#listeners.delete(name);
      this.#unsubscribeNow(name);
    };
  }

  #connect(): Redis {
    if (this.#subscriber !== null) return this.#subscriber;
    const redis = this.connections.subscriber();
    redis.on('ready', () => this.#subscribeNow(...this.#listeners.keys()));
    redis.on('message', (name: string, text: string) => this.#deliver(name, text));
    this.#subscriber = redis;
    return redis;
  }

  #subscribeNow(...names: string[]): void {
    const redis = this.#connect();
    // Not ready: the 'ready' listener subscribes to everything that is listened to by then.
    if (redis.status !== 'ready' || names.length === 0) return;
    redis.subscribe(...names).catch(() => {
      // The connection broke in between; 'ready' comes again.
    });
  }

  #unsubscribeNow(name: string): void {
    if (this.#subscriber?.status !== 'ready') return;
    this.#subscriber.unsubscribe(name).catch(() => {
      // A broken connection has no subscriptions.
    });
  }

  #deliver(name: string, text: string): void {
    let payload: unknown;
    try {
      payload = JSON.parse(text);
    } catch {
      this.#logger.warn(`A message on ${name} is not JSON and was dropped.`);
      return;
    }
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(payload);
      } catch (error) {
        this.#logger.error(
          `A listener of ${name} failed.`,
          error instanceof Error ? error.stack : String(error),
        );
      }
    }
  }
}
