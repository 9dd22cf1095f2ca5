import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  addTransactionCapability,
  type SignalKeyStoreWithTransaction,
  type SocketConfig,
} from '../baileys.js';
import { socketLogger } from '../socket/socket-logger.js';
import { type MakeRepository, transactional, withOneLock } from './one-lock.js';

const logger: SocketConfig['logger'] = socketLogger(() => undefined);

/** Keys with transactions, as Baileys hands them to the repository. */
function keysOf(cure: (make: MakeRepository) => MakeRepository): SignalKeyStoreWithTransaction {
  const store = { get: async () => ({}), set: async () => undefined };
  const options = { maxCommitRetries: 1, delayBetweenTriesMs: 1 };
  const keys = addTransactionCapability(store, logger, options);
  const creds = {} as never;
  const stop = new Error('only the keys are wanted');
  const make: MakeRepository = (auth) => {
    transactional(auth);
    throw stop;
  };
  expect(() => cure(make)({ creds, keys }, logger)).toThrow(stop);
  return keys;
}

async function overlaps(keys: SignalKeyStoreWithTransaction, labels: string[]): Promise<boolean> {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, (inside += 1));
    await sleep(2);
    inside -= 1;
  };
  await Promise.all(labels.map((label) => keys.transaction(work, label)));
  return most > 1;
}

describe('withOneLock', () => {
  it('lets no two transactions of an account run side by side', async () => {
    expect(await overlaps(keysOf(withOneLock), ['me@x', 'alice@lid', 'bob@lid'])).toBe(false);
  });

  it('is needed: Baileys lets transactions with different labels run side by side', async () => {
    expect(
      await overlaps(
        keysOf((make) => make),
        ['me@x', 'alice@lid'],
      ),
    ).toBe(true);
  });

  it('does not hold up a mapping that a running transaction waits for', async () => {
    const keys = keysOf(withOneLock);
    const lookedUp = Promise.withResolvers<void>();
    const sending = keys.transaction(() => lookedUp.promise, 'me@x');
    await keys.transaction(async () => lookedUp.resolve(), 'lid-mapping');
    await sending;
  });
});
