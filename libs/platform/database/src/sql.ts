/**
 * Hand-written SQL with one answer shape. TypeORM's `query` answers rows for SELECT and INSERT but `[rows, count]` for
 * UPDATE and DELETE; repositories use these two functions and get camelCase rows from every statement.
 */
import type { DataSource, EntityManager } from 'typeorm';

/** Anything that runs SQL: the pool, or the open transaction passed down as an explicit first argument. */
export type Db = DataSource | EntityManager;

/**
 * At the beginning of a statement: its best plan depends on the values (how common a word is, how large a shop), so
 * that no plan is kept for it. Others are prepared once they have come a few times (StatementNames of #schema).
 */
export const PLANNED_EACH_TIME = '/* planned each time */';

/**
 * In a statement's condition: the commit of its transaction does not wait for the disk. A crash of the database server
 * itself (not of ours, not its restart) may forget the last half second of what was written so.
 */
export const ASYNC_COMMIT = `set_config('synchronous_commit', 'off', true) = 'off'`;

/**
 * Runs one statement.
 *
 * @returns its rows, column names in camelCase (bigint stays a string, timestamptz is a Date)
 * @throws QueryFailedError as the driver says
 */
export async function rows<T>(
  db: Db,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<T[]> {
  const answer: unknown = await db.query(text, [...parameters]);
  const list = isUpdateAnswer(answer) ? answer[0] : answer;
  return Array.isArray(list) ? list.map((row: Record<string, unknown>) => camelRow<T>(row)) : [];
}

/** The first row of {@link rows}, or null. */
export async function row<T>(
  db: Db,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<T | null> {
  return (await rows<T>(db, text, parameters))[0] ?? null;
}

function isUpdateAnswer(answer: unknown): answer is [Record<string, unknown>[], number] {
  return (
    Array.isArray(answer) &&
    answer.length === 2 &&
    Array.isArray(answer[0]) &&
    typeof answer[1] === 'number'
  );
}

const camelNames = new Map<string, string>();

function camelName(name: string): string {
  let camel = camelNames.get(name);
  if (camel === undefined) {
    camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    camelNames.set(name, camel);
  }
  return camel;
}

function camelRow<T>(source: Record<string, unknown>): T {
  const target: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(source)) target[camelName(name)] = value;
  return target as T;
}
