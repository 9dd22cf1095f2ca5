/**
 * Sealing stored secrets anew under the current key, while everything runs: each row is changed only if it still holds
 * what was read, so a secret that is renewed meanwhile is not overwritten with its older self.
 */
import type { SecretBox, SecretPlace } from './secret-box.js';

/** Where sealed values are kept. Names and expressions are SQL of our own, never of users. */
export interface SealedColumn {
  table: string;
  column: string;
  /** An expression that is different for every row. */
  key: string;
  /** An expression for the `row` of the values' SecretPlace. */
  place: string;
  /** Set when the column is jsonb and the sealed value is one text inside it. */
  inside?: {
    /** Where in the document, e.g. `{media,0,note}`. */
    path: string;
    /** Which rows hold a sealed value there; others may hold a plain one. */
    where: string;
    /** The `column` of the values' SecretPlace. */
    name: string;
  };
}

/** Runs one statement and answers its rows. */
export type RunSql = (
  text: string,
  parameters: readonly unknown[],
) => Promise<Record<string, unknown>[]>;

/** What became of one column. */
export interface Resealed {
  sealed: number;
  /** Values that could not be opened: their key is gone, or they were altered. They are left alone. */
  unreadable: number;
}

const BATCH = 500;

/** Seals every value of a column that is not under the current key. Safe to run twice and at once. */
export async function resealColumn(
  run: RunSql,
  box: SecretBox,
  column: SealedColumn,
): Promise<Resealed> {
  const done: Resealed = { sealed: 0, unreadable: 0 };
  const { read, change } = statementsFor(column);
  let after: unknown = '';
  for (;;) {
    const batch = await run(read, [`${box.currentKeyId}:`, after]);
    for (const { key, place, value } of batch) {
      const old = String(value);
      const fresh = sealAnew(box, old, {
        table: column.table,
        row: String(place),
        column: column.inside?.name ?? column.column,
      });
      if (fresh === null) done.unreadable += 1;
      else done.sealed += (await run(change, [key, old, fresh])).length;
    }
    const last = batch.at(-1);
    if (!last) return done;
    after = last['key'];
  }
}

/** Walks by the key, so that a big table is read once and what cannot be opened is stepped over. */
function statementsFor({ table, column, key, place, inside }: SealedColumn): {
  read: string;
  change: string;
} {
  const value = inside ? `(${column} #>> '${inside.path}')` : column;
  const fresh = inside ? `jsonb_set(${column}, '${inside.path}', to_jsonb($3::text), false)` : '$3';
  return {
    read: `select (${key})::text as key, (${place})::text as place, ${value} as value
             from ${table}
            where (${key})::text > $2 and not starts_with(${value}, $1)${inside ? ` and ${inside.where}` : ''}
            order by (${key})::text limit ${BATCH}`,
    change: `update ${table} set ${column} = ${fresh}
              where (${key})::text = $1 and ${value} = $2 returning 1 as one`,
  };
}

function sealAnew(box: SecretBox, old: string, place: SecretPlace): string | null {
  try {
    return box.seal(box.open(old, place), place);
  } catch {
    return null;
  }
}
