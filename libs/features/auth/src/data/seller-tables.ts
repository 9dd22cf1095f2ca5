/**
 * Which tables hold something of a seller, and how to get from a row to its seller: read from the foreign keys, so that
 * a table that is added later is exported without anybody thinking of it.
 */

/** A foreign key: `child.column` names `parent.parentColumn`. */
export interface TableLink {
  child: string;
  column: string;
  parent: string;
  parentColumn: string;
}

/** A table with the condition that holds for the rows of the seller `$1`. */
export interface SellerTable {
  name: string;
  condition: string;
}

const ROOT = 'sellers';

/** Every table that hangs on `sellers`, by the shortest way, parents first. */
export function sellerTables(links: readonly TableLink[]): SellerTable[] {
  const found: SellerTable[] = [{ name: ROOT, condition: 'id = $1' }];
  const known = new Set([ROOT]);
  // The list grows while it is walked: first the children of sellers, then theirs.
  for (const parent of found) {
    for (const link of links) {
      if (link.parent !== parent.name || known.has(link.child)) continue;
      known.add(link.child);
      found.push({ name: link.child, condition: conditionOf(link, parent) });
    }
  }
  return found;
}

function conditionOf(link: TableLink, parent: SellerTable): string {
  if (parent.name === ROOT) return `"${link.column}" = $1`;
  return `"${link.column}" in (select "${link.parentColumn}" from "${parent.name}" where ${parent.condition})`;
}

// Whatever a name like these holds is of use to a thief and of none to its owner.
const SECRET_COLUMN =
  /(^|_)(hash|hashes|secret|secrets|token|tokens|verifier|creds|credentials|ciphertext)$/;
/** Indexes, bookkeeping and key stores of ours in the form of tables. */
const INTERNAL_TABLES = new Set([
  'product_words',
  'sync_seen',
  'wa_creds',
  'wa_inbound',
  'wa_keys',
]);
/** Forms that are no data of a person: compressed bytes, search indexes. */
const INTERNAL_TYPES = new Set(['bytea', 'tsvector']);

/** Whether a column goes into an export. */
export function isExported(column: { table: string; name: string; type: string }): boolean {
  return (
    !INTERNAL_TABLES.has(column.table) &&
    !INTERNAL_TYPES.has(column.type) &&
    !SECRET_COLUMN.test(column.name)
  );
}

// The form of #platform/crypto SecretBox, with and without the key's name.
const SEALED = /^([\w-]+:)?([0-9a-f]{2}){12,16}:[0-9a-f]{32}:([0-9a-f]{2})*$/i;

/** For JSON.stringify: sealed values are nobody's to read, wherever they stand. */
export function withoutSealed(_: string, value: unknown): unknown {
  return typeof value === 'string' && SEALED.test(value) ? '[secret]' : value;
}
