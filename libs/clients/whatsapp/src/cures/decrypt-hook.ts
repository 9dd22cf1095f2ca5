/**
 * Cure of F1: a message that nobody keeps.
 *
 * Baileys confirms a message to the server before it tells the application; a crash in between loses it for good.
 * The hook runs inside the decryption's transaction: what it stores is stored before the ratchet step is committed and
 * before the receipt leaves. When it throws, neither happens.
 */
import type { MakeRepository } from './one-lock.js';
import { transactional } from './one-lock.js';
import type { SignalRepositoryWithLIDStore } from '../baileys.js';

/** What is done with every ciphertext. Both are awaited. */
export interface DecryptHook {
  /** The plaintext still has its padding. */
  decrypted(
    ciphertext: Uint8Array,
    plaintext: Uint8Array,
    repository: SignalRepositoryWithLIDStore,
  ): Promise<void>;
  failed(ciphertext: Uint8Array, error: unknown): void;
}

/** `make` with the hook in its decryption. */
export function withDecryptHook(make: MakeRepository, hook: DecryptHook): MakeRepository {
  return (auth, ...rest) => {
    const keys = transactional(auth);
    const repository = make(auth, ...rest);
    const decryptMessage = repository.decryptMessage.bind(repository);
    repository.decryptMessage = (options) =>
      keys.transaction(async () => {
        let plaintext: Uint8Array;
        try {
          plaintext = await decryptMessage(options);
        } catch (error) {
          hook.failed(options.ciphertext, error);
          throw error;
        }
        await hook.decrypted(options.ciphertext, plaintext, repository);
        return plaintext;
      }, options.jid);
    return repository;
  };
}
