/** Whether a database is of the code that looks at it: asked at boot, before anybody is served from it. */
import { type Db, rows } from '#platform/database';
import { MIGRATIONS } from './migrations/index.js';

/** Names of migrations. */
export interface SchemaState {
  /** Known to the code, not run: the code must not work on this database. */
  missing: string[];
  /** Run, not known to the code: this code is the older one of a rolling update. */
  unknown: string[];
}

/** Compares the migrations that ran with those of the code. */
export async function schemaState(db: Db): Promise<SchemaState> {
  const known = MIGRATIONS.map(({ name }) => name);
  const ran = await ranMigrations(db);
  return {
    missing: known.filter((name) => !ran.includes(name)),
    unknown: ran.filter((name) => !known.includes(name)),
  };
}

/** A database that was never migrated has not even the table. */
async function ranMigrations(db: Db): Promise<string[]> {
  const [found] = await rows<{ there: boolean }>(
    db,
    `select to_regclass('migrations') is not null as there`,
  );
  if (found?.there !== true) return [];
  const ran = await rows<{ name: string }>(db, 'select name from migrations order by id');
  return ran.map(({ name }) => name);
}
