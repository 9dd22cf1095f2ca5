/**
 * The store as the client uses it: fencing is noticed wherever it shows, and an incoming message is offered to the
 * journal again and again, since the alternative to keeping it is losing it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreFencedError, type WhatsappAuthStore } from './auth-store.js';
import type { WhatsappMessage } from './whatsapp-message.js';

const ATTEMPTS = 10;

/** Wraps `store`: `onFenced` is called once when it refuses this owner. */
export function guardedStore(store: WhatsappAuthStore, onFenced: () => void): WhatsappAuthStore {
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof StoreFencedError) onFenced();
      throw error;
    }
  };
  return {
    load: () => guard(store.load()),
    get: (type, ids) => guard(store.get(type, ids)),
    apply: (changes) => guard(store.apply(changes)),
    saveCreds: (json) => guard(store.saveCreds(json)),
    clear: () => guard(store.clear()),
    journal: (message) => guard(store.journal(message)),
  };
}

/**
 * Journals; tries for ten times `retryMs` while the store is away, and as long as `wanted` says so.
 * Rejects with the store's last error.
 */
export async function journalPatiently(
  store: WhatsappAuthStore,
  message: WhatsappMessage,
  o: { retryMs: number; wanted: () => boolean },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.journal(message);
    } catch (error) {
      const hopeless = error instanceof StoreFencedError || !o.wanted();
      if (hopeless || attempt === ATTEMPTS) throw error;
      await sleep(o.retryMs);
    }
  }
}
