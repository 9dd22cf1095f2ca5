/** Brings a database's schema up to date. Two migrators at a time take turns (advisory lock). */
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from '../paths.mjs';
import { UserError } from '../ui.mjs';

const LOCK_KEY = 4_215_973_001;
const PATIENCE_MS = 15_000;
// The last four: ending, starting, and no connection left.
const NOT_UP_YET = new Set(
  'ECONNREFUSED ECONNRESET ENOTFOUND EAI_AGAIN 57P01 57P02 57P03 53300'.split(' '),
);
// What `pg` says without a code; Docker's proxy takes connections, and drops them, before the server behind it is up.
const NOT_UP_YET_TEXT = /connection terminated|timeout expired/i;
const NO_RIGHT = '42501';

/** Host, port and database without the password. @param {string} url */
export function describeDatabase(url) {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
}

/** Creates the database when the server has none of that name. @param {string} serverUrl @param {string} name */
export async function ensureDatabase(serverUrl, name) {
  await withClient(serverUrl, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database "${name}"`);
  });
}

/**
 * Runs what has not run yet. @param {string} url @returns {Promise<string[]>} names of the migrations that ran
 * @throws {UserError} when it is the server that ends it; what ran before is kept
 */
export async function migrate(url) {
  const { DataSource } = await import('typeorm');
  const { dataSourceOptions } = await fromDist('libs/schema/src/index.js');
  const { wasDatabaseAway } = await fromDist('libs/platform/database/src/index.js');
  return withClient(url, async (client) => {
    const dataSource = new DataSource(dataSourceOptions(url));
    try {
      await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
      await dataSource.initialize();
      const ran = await dataSource.runMigrations();
      return ran.map((migration) => migration.name);
    } catch (error) {
      const { reason, code } = factsOf(error);
      if (!wasDatabaseAway(error) && code !== NO_RIGHT) throw error;
      throw new UserError(
        `DATABASE_URL: ${describeDatabase(url)} could not be migrated: ${reason}. Run it again; what is done stays done.`,
      );
    } finally {
      if (dataSource.isInitialized) await dataSource.destroy();
    }
  });
}

/** @param {string} file @returns {Promise<any>} */
async function fromDist(file) {
  const target = inRoot('dist', file);
  if (!fs.existsSync(target)) throw new UserError('dist/ is missing: npm run build');
  return import(pathToFileURL(target).href);
}

/**
 * @template T
 * @param {string} url @param {(client: import('pg').Client) => Promise<T>} work @returns {Promise<T>}
 */
async function withClient(url, work) {
  const client = await connectPatiently(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A server that is just coming up gets 15 s. @param {string} url */
async function connectPatiently(url) {
  const { default: pg } = await import('pg');
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
      application_name: 'ifa-migrate',
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const { reason, code } = factsOf(error);
      const mayCome = code === '' ? NOT_UP_YET_TEXT.test(reason) : NOT_UP_YET.has(code);
      if (!mayCome || performance.now() > deadline) {
        throw new UserError(`DATABASE_URL: no connection to ${describeDatabase(url)}: ${reason}`);
      }
      await sleep(1_000);
    }
  }
}

/** A refusal at two addresses of one name has no message, only a code. @param {unknown} error */
function factsOf(error) {
  if (!(error instanceof Error)) return { reason: String(error), code: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { reason: error.message || code || error.name, code };
}
