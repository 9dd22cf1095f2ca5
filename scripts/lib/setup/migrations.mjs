/** Brings a database's schema up to date. Two migrators at a time take turns (advisory lock). */
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from '../paths.mjs';
import { UserError } from '../ui.mjs';

const LOCK_KEY = 4_215_973_001;

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

/** Runs what has not run yet. @param {string} url @returns {Promise<string[]>} names of the migrations that ran */
export async function migrate(url) {
  const file = inRoot('dist', 'libs', 'schema', 'src', 'index.js');
  if (!fs.existsSync(file)) throw new UserError('dist/ is missing: npm run build');
  const { DataSource } = await import('typeorm');
  const { dataSourceOptions } = await import(pathToFileURL(file).href);
  return withClient(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    const dataSource = new DataSource(dataSourceOptions(url));
    try {
      await dataSource.initialize();
      const ran = await dataSource.runMigrations();
      return ran.map((migration) => migration.name);
    } finally {
      if (dataSource.isInitialized) await dataSource.destroy();
    }
  });
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
  for (let attempt = 1; ; attempt += 1) {
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
      const reason = error instanceof Error ? error.message || String(error) : String(error);
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (attempt >= 15 || !['ECONNREFUSED', '57P03', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) {
        throw new UserError(
          `DATABASE_URL: no connection to ${describeDatabase(url)}: ${reason || code}`,
        );
      }
      await sleep(1_000);
    }
  }
}
