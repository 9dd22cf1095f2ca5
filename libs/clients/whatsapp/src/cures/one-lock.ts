/**
 * Cure of F2: ratchet updates lost inside one account.
 *
 * Baileys locks a transaction by a label, our address when sending and the contact's when reading, although both step
 * the same session row; two run side by side and the last commit wins. Here all transactions of an account share one
 * lock. The label `lid-mapping` keeps its own: such a write touches no session, and Baileys waits for one inside
 * another transaction (it joins look-ups that are under way), which would be a deadlock.
 */
import type {
  SignalAuthState,
  SignalKeyStoreWithTransaction,
  SignalRepositoryWithLIDStore,
  SocketConfig,
} from '../baileys.js';

/** How Baileys is told to make its Signal repository. */
export type MakeRepository = SocketConfig['makeSignalRepository'];

const ACCOUNT = 'account';
const MAPPING = 'lid-mapping';

/** The keys of a repository, once Baileys has given them transactions. */
export function transactional(auth: SignalAuthState): SignalKeyStoreWithTransaction {
  if (!('transaction' in auth.keys)) throw new Error('Baileys gave keys without transactions');
  return auth.keys;
}

/** `make` with one lock for the whole account. */
export function withOneLock(make: MakeRepository): MakeRepository {
  return (auth, ...rest): SignalRepositoryWithLIDStore => {
    const keys = transactional(auth);
    const transaction = keys.transaction.bind(keys);
    keys.transaction = (work, label) => transaction(work, label === MAPPING ? MAPPING : ACCOUNT);
    return make(auth, ...rest);
  };
}
