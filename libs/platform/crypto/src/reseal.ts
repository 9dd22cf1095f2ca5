/**
 * Sealing stored secrets anew under the current key, while everything runs: each row is changed only if it still holds
 * what was read, so a secret that is renewed meanwhile is not overwritten with its older self.
 */
import type { SecretBox } from './secret-box.js';

/** A column of sealed values. Names are SQL of our own, never of users. */
export interface SealedColumn {
  table: string;
  column: string;
  /** An expression that is different for every row. */
  key: string;
  /** An expression for the `row` of the values' SecretPlace. */
  place: string;
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
  place: SealedColumn,
): Promise<Resealed> {
  const done: Resealed = { sealed: 0, unreadable: 0 };
  for (;;) {
    // Values that cannot be opened stay at the front, in the order of the key, and are stepped over.
    const batch = await run(
      `select (${place.key})::text as key, (${place.place})::text as place, ${place.column} as value
         from ${place.table} where not starts_with(${place.column}, $1)
        order by ${place.key} offset $2 limit ${BATCH}`,
      [`${box.currentKeyId}:`, done.unreadable],
    );
    if (batch.length === 0) return done;
    for (const row of batch) {
      const old = String(row['value']);
      const fresh = sealAnew(box, old, {
        table: place.table,
        row: String(row['place']),
        column: place.column,
      });
      if (fresh === null) {
        done.unreadable += 1;
        continue;
      }
      const changed = await run(
        `update ${place.table} set ${place.column} = $3
          where (${place.key})::text = $1 and ${place.column} = $2 returning 1 as one`,
        [row['key'], old, fresh],
      );
      done.sealed += changed.length;
    }
  }
}

function sealAnew(
  box: SecretBox,
  old: string,
  place: { table: string; row: string; column: string },
): string | null {
  try {
    return box.seal(box.open(old, place), place);
  } catch {
    return null;
  }
}
