/**
 * A transaction that survives being the loser of a conflict. Postgres ends one of two transactions that deadlock or
 * cannot be serialised; the loser is run again from its beginning, so `work` must touch nothing but the database.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';

const MAX_ATTEMPTS = 4;
const BASE_WAIT_MS = 10;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';

/** The SQLSTATE of what a query threw, or null when it was no answer of Postgres. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof QueryFailedError)) return null;
  const cause: unknown = error.driverError;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return null;
  return typeof cause.code === 'string' ? cause.code : null;
}

const UNIQUE_VIOLATION = '23505';

/** Somebody else was first: a row that may be there once is there. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === UNIQUE_VIOLATION;
}

/**
 * Runs `work` in one transaction of READ COMMITTED: committed when it resolves, rolled back when it throws. A deadlock
 * or a serialisation failure is tried again, four times in all. A connection lost during COMMIT is not tried again: the
 * caller must look whether it happened.
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dataSource.transaction(work);
    } catch (error) {
      const state = sqlState(error);
      const conflict = state === SERIALIZATION_FAILURE || state === DEADLOCK_DETECTED;
      if (!conflict || attempt >= MAX_ATTEMPTS) throw error;
      await wait(BASE_WAIT_MS * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}
