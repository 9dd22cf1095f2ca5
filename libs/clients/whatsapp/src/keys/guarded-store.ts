/**
 * The store as the client uses it. What is asked of it while it is away is asked again and again: Baileys takes a failed
 * read for a message that cannot be decrypted and tells WhatsApp that it is done with it, so that it would be lost for
 * good. Fencing is noticed wherever it shows.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreFencedError, type WhatsappAuthStore } from './auth-store.js';

const ATTEMPTS = 10;

/** What a store needs to know of the socket that uses it. */
export interface StoreUser {
  /** Between attempts, ms. */
  retryMs: number;
  /** Whether the socket lives. */
  wanted(): boolean;
  /** It stays away: the socket ends before its caller hears of it, so that neither receipt nor refusal leaves. */
  onAway(): void;
  /** It refuses this owner. */
  onFenced(): void;
}

/** A guarded store, and the end of it. */
export interface GuardedStore extends WhatsappAuthStore {
  /** Forgets the account for good: what is still being written does not come after it, and later writes are none. */
  wipe(): Promise<void>;
}

/** Wraps `store`; see the head of this file. Rejects with the store's last error. */
export function guardedStore(store: WhatsappAuthStore, user: StoreUser): GuardedStore {
  const writing = new Set<Promise<void>>();
  let wiped = false;
  const unlessWiped = (work: () => Promise<void>): Promise<void> => {
    if (wiped) return Promise.resolve();
    const write = work().finally(() => writing.delete(write));
    writing.add(write);
    return write;
  };
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreFencedError) user.onFenced();
      throw error;
    }
  };
  const patiently = <T>(work: () => Promise<T>): Promise<T> => guard(() => askedAgain(work, user));
  return {
    load: () => guard(() => store.load()),
    get: (type, ids) => patiently(() => store.get(type, ids)),
    apply: (changes) => unlessWiped(() => patiently(() => store.apply(changes))),
    saveCreds: (json) => unlessWiped(() => guard(() => store.saveCreds(json))),
    clear: () => guard(() => store.clear()),
    wipe: async () => {
      wiped = true;
      await Promise.allSettled(writing);
      await guard(() => askedAgain(() => store.clear(), { ...user, wanted: () => true }));
    },
    journal: (message) => patiently(() => store.journal(message)),
  };
}

async function askedAgain<T>(work: () => Promise<T>, user: StoreUser): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreFencedError || !user.wanted()) throw error;
      if (attempt === ATTEMPTS) {
        user.onAway();
        throw error;
      }
      await sleep(user.retryMs);
    }
  }
}
