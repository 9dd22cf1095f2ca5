/**
 * Cure of F3: ratchet updates lost between accounts of one process.
 *
 * libsignal queues its jobs by the contact's address alone and runs each in the async context of whoever started the
 * queue. Baileys keeps its transaction in an AsyncLocalStorage, so with two accounts that talk to the same contact a
 * job reads from and writes to the other account's transaction, which may be over: "Bad MAC", "Key used already".
 * Here every job, and all storage that a job touches, is bound to the context in which it was asked for.
 */
import { AsyncResource } from 'node:async_hooks';
import { z } from 'zod';
import { SessionBuilder, SessionCipher } from '../baileys.js';
import type { Uninstall } from './uninstall.js';

type Method<T> = (this: T, ...args: unknown[]) => Promise<unknown>;
type Storage = Record<string, (...args: unknown[]) => unknown>;

interface Cipher {
  queueJob: Method<Cipher>;
}

interface Builder {
  storage: Storage;
  initOutgoing: Method<Builder>;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';
const cipherPrototype = z.custom<Cipher>((p) => isFunction(Reflect.get(Object(p), 'queueJob')));
const builderPrototype = z.custom<Builder>((p) =>
  isFunction(Reflect.get(Object(p), 'initOutgoing')),
);

/** Installs it, whether libsignal was loaded before or not. Throws when libsignal looks different from 6.0.0. */
export function bindJobContext(): Uninstall {
  const cipher = cipherPrototype.parse(SessionCipher.prototype);
  const builder = builderPrototype.parse(SessionBuilder.prototype);
  const { queueJob } = cipher;
  const { initOutgoing } = builder;
  cipher.queueJob = function boundQueueJob(job) {
    return queueJob.call(this, isJob(job) ? AsyncResource.bind(job) : job);
  };
  builder.initOutgoing = function boundInitOutgoing(device) {
    const storage = { value: boundStorage(this.storage) };
    return initOutgoing.call(Object.create(this, { storage }), device);
  };
  return () => {
    cipher.queueJob = queueJob;
    builder.initOutgoing = initOutgoing;
  };
}

function boundStorage(storage: Storage): Storage {
  const entries = Object.entries(storage);
  return Object.fromEntries(
    entries.map(([name, work]) => [
      name,
      AsyncResource.bind((...args: unknown[]) => work(...args)),
    ]),
  );
}

function isJob(value: unknown): value is () => Promise<unknown> {
  return isFunction(value);
}
