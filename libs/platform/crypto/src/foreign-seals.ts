/**
 * Looks through a whole database for sealed values that are not under the current key, also where nobody thought of:
 * before an old key is thrown away. Reads every text and jsonb column once, so it takes as long as the database is big.
 */
import type { RunSql } from './reseal.js';

/** Sealed values of one column under a key that is not the current one. */
export interface ForeignSeals {
  table: string;
  column: string;
  keyId: string;
  count: number;
  /** The primary key of one of the rows, as JSON. */
  example: string;
}

// The form of secret-box.ts with a key's name: a whole value, a text inside JSON, or a member of an array.
const SEALED = String.raw`(?:^|["{,])([A-Za-z0-9_-]+):(?:[0-9a-f]{2}){12,16}:[0-9a-f]{32}:(?:[0-9a-f]{2})*(?=["},\\]|$)`;

const COLUMNS = `
  select c.relname as table, a.attname as column,
         array(select k.attname::text from pg_index i, unnest(i.indkey) n join pg_attribute k
                 on k.attrelid = c.oid and k.attnum = n
                where i.indrelid = c.oid and i.indisprimary) as keys
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
   where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     and t.typname in ('text', 'varchar', 'json', 'jsonb', '_text', '_varchar')
   order by 1, 2`;

/** @returns what is left, one entry for each column and key; nothing when the current key opens everything */
export async function findForeignSeals(run: RunSql, currentKeyId: string): Promise<ForeignSeals[]> {
  const found: ForeignSeals[] = [];
  for (const { table, column, keys } of await run(COLUMNS, [])) {
    const name = String(column);
    const of = (one: string): string => `t."${one}"`;
    const id = Array.isArray(keys) ? keys.map(String) : [];
    const left = await run(
      `select m[1] as key, count(*)::int as count,
              min(jsonb_build_array(${id.map(of).join(', ')})::text) as example
         from "${String(table)}" t, regexp_matches(${of(name)}::text, $1, 'g') m
        where m[1] <> $2 group by 1 order by 1`,
      [SEALED, currentKeyId],
    );
    for (const { key, count, example } of left) {
      found.push({
        table: String(table),
        column: name,
        keyId: String(key),
        count: Number(count),
        example: String(example),
      });
    }
  }
  return found;
}
