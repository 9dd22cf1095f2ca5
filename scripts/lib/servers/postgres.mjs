/**
 * A Postgres of our own, driven directly: initdb, start, stop. Bound to 127.0.0.1, password always, no socket.
 * Used by `npm start` (durable) and by the tests (throw-away, without fsync). It may throw UserError.
 *
 * Layout of `home`: data/ (the cluster, owned by the account it runs as), password (0600, ours), server.json
 * (pid and start time of the last server, so that one left behind by a killed run can be ended).
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asAccount, give } from './accounts.mjs';
import { readJson, writeJson } from '../run/locks.mjs';
import { freePort, isPortFree } from '../run/ports.mjs';
import { endProcess, isAlive, recordOf, run } from '../run/processes.mjs';
import { UserError } from '../ui.mjs';

/** @typedef {{ home: string, binaries: import('./postgres-binaries.mjs').PostgresBinaries, account: import('./accounts.mjs').Account | null, durable: boolean, logFile: string, port?: number }} PostgresOptions */
/** @typedef {{ url: (database: string) => string, port: number, fresh: boolean, child: import('node:child_process').ChildProcess, stop: () => Promise<void> }} PostgresServer */

const USER = 'ifa';
/** SIGINT is Postgres's "fast" shutdown, SIGQUIT its "immediate" one. @type {{ signal: NodeJS.Signals, waitMs: number }[]} */
const STOP_LADDER = [
  { signal: 'SIGINT', waitMs: 10_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/** @param {PostgresOptions} options @returns {Promise<PostgresServer>} */
export async function startPostgres(options) {
  fs.mkdirSync(options.home, { recursive: true, mode: 0o711 });
  await endLeftOver(options.home);
  const fresh = await ensureCluster(options);
  for (let attempt = 1; ; attempt += 1) {
    const server = await tryStart(options, fresh, attempt === 1 ? options.port : undefined);
    if (server !== null) return server;
    if (attempt === 5) {
      throw new UserError(
        `Postgres does not start. The end of ${options.logFile}:\n${tail(options.logFile)}`,
      );
    }
    await sleep(300 * attempt);
  }
}

/** Ends the server that a killed run left behind; one that came with a copied folder is not ours. @param {string} home */
export async function endLeftOver(home) {
  const record = readJson(path.join(home, 'server.json'));
  if (record?.['home'] === home && isAlive(record)) {
    await endProcess(
      { pid: Number(record['pid']), startedAt: String(record['startedAt']) },
      STOP_LADDER,
    );
  }
  fs.rmSync(path.join(home, 'server.json'), { force: true });
}

/** @param {PostgresOptions} options @returns {Promise<boolean>} true when the cluster is new */
async function ensureCluster(options) {
  const { home, binaries, account } = options;
  const data = path.join(home, 'data');
  const partial = path.join(home, 'data.partial');
  fs.rmSync(partial, { recursive: true, force: true });
  if (fs.existsSync(path.join(data, 'PG_VERSION')) && fs.existsSync(path.join(home, 'password'))) {
    checkMajor(data, binaries.version);
    return false;
  }
  if (fs.existsSync(data)) {
    throw new UserError(
      `${data} is not a whole Postgres cluster. Look at it, then remove ${home}.`,
    );
  }
  fs.writeFileSync(path.join(home, 'password'), randomBytes(24).toString('base64url'), {
    mode: 0o600,
  });
  fs.mkdirSync(partial, { mode: 0o700 });
  give(partial, account);
  await initdb(options, partial);
  fs.renameSync(partial, data);
  return true;
}

/** The password reaches initdb by a file that only its account reads and that is gone afterwards. @param {PostgresOptions} options @param {string} folder */
async function initdb({ home, binaries, account, durable }, folder) {
  const passwordFile = path.join(home, 'password.initdb');
  const args = ['-D', folder, '-U', USER, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256'];
  args.push('-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  args.push('--no-instructions', ...(durable ? [] : ['--no-sync']));
  try {
    fs.copyFileSync(path.join(home, 'password'), passwordFile);
    give(passwordFile, account);
    const options = { ...asAccount(account), cwd: home, env: { TZ: 'UTC' } };
    const { code, output } = await run(binaries.initdb, args, options);
    if (code === 0) return;
    throw new UserError(`Postgres could not set up its folder ${folder}:\n${output.trim()}`);
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

/** @param {string} data @param {string} version */
function checkMajor(data, version) {
  const found = fs.readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim();
  if (found === version.split('.')[0]) return;
  throw new UserError(
    `The data in ${data} is of Postgres ${found}; this version of IFA runs Postgres ${version}.\n` +
      '  Go back to the earlier version and dump it (pg_dump), or move the folder away to start afresh.',
  );
}

/** @param {PostgresOptions} options @param {boolean} fresh @param {number | undefined} wantedPort @returns {Promise<PostgresServer | null>} null: try again */
async function tryStart({ home, binaries, account, durable, logFile }, fresh, wantedPort) {
  const port = wantedPort && (await isPortFree(wantedPort)) ? wantedPort : await freePort();
  const data = path.join(home, 'data');
  removeForeignPidFile(data);
  const log = fs.openSync(logFile, 'a', 0o600);
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
  };
  const fast = durable
    ? {}
    : {
        fsync: 'off',
        synchronous_commit: 'off',
        full_page_writes: 'off',
        autovacuum: 'off',
        max_wal_size: '4GB',
      };
  const args = Object.entries({ ...settings, ...fast }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(binaries.postgres, ['-D', data, ...args], {
    ...asAccount(account),
    cwd: data,
    env: {},
    detached: true,
    stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  const exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  const record = child.pid === undefined ? null : recordOf(child.pid);
  if (record === null) return null;
  writeJson(path.join(home, 'server.json'), { ...record, home });
  const password = fs.readFileSync(path.join(home, 'password'), 'utf8');
  /** @param {string} database */
  const url = (database) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
  const stop = async () => {
    await endProcess(record, STOP_LADDER);
    fs.rmSync(path.join(home, 'server.json'), { force: true });
  };
  if ((await waitReady(url('postgres'), exited)) === 'ready') {
    return { url, port, fresh, child, stop };
  }
  await stop();
  return null;
}

/** @param {string} url @param {Promise<unknown>} exited */
async function waitReady(url, exited) {
  const { default: pg } = await import('pg');
  let over = false;
  void exited.then(() => (over = true));
  const deadline = Date.now() + 60_000;
  while (!over && Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return 'ready';
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '28P01') {
        throw new UserError(
          'The password beside the Postgres data is not the one of the data. Restore it, or remove the folder.',
        );
      }
      await sleep(40);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return 'not-ready';
}

/**
 * postmaster.pid of a killed server names a pid that may be somebody else's by now; Postgres would refuse to start.
 * Only when that process is really not a Postgres on this folder is the file removed.
 * @param {string} data
 */
function removeForeignPidFile(data) {
  const file = path.join(data, 'postmaster.pid');
  if (!fs.existsSync(file)) return;
  const pid = Number(fs.readFileSync(file, 'utf8').split('\n')[0]);
  if (process.platform !== 'linux') return;
  try {
    if (fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data)) return;
  } catch {
    // No such process.
  }
  fs.rmSync(file, { force: true });
}

/** @param {string} file */
function tail(file) {
  try {
    return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return '(no log)';
  }
}
