/**
 * The database and Redis of a start: the person's own (DATABASE_URL, REDIS_URL), or ours in the data folder. Ours are
 * kept alive: one that ends by itself is started again on the same port.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serviceAccount } from './accounts.mjs';
import { readJson, writeJson } from '../run/locks.mjs';
import { describeDatabase, ensureDatabase } from '../setup/migrations.mjs';
import { postgresBinaries } from './postgres-binaries.mjs';
import { postgresHome } from './postgres-home.mjs';
import { startPostgres } from './postgres.mjs';
import { redisBinary } from './redis-binaries.mjs';
import { askRedis, startRedis } from './redis.mjs';
import { UserError, warn } from '../ui.mjs';

/** @typedef {{ url: string, detail: string, own: boolean, stop: () => Promise<void> }} Server */
/** @typedef {{ child: import('node:child_process').ChildProcess, port: number, stop: () => Promise<void> }} OwnServer */

/** @param {string} name @param {OwnServer} first @param {(port: number) => Promise<OwnServer>} start @returns {() => Promise<void>} stop */
function keepAlive(name, first, start) {
  let current = first;
  let stopping = false;
  const watch = () => {
    current.child.once('exit', (code, signal) => {
      if (stopping) return;
      warn(`${name} ended (${signal ?? `exit ${code}`}); starting it again`);
      void revive();
    });
  };
  const revive = async () => {
    for (let attempt = 1; !stopping; attempt += 1) {
      try {
        current = await start(current.port);
        if (stopping) await current.stop();
        else watch();
        return;
      } catch (error) {
        warn(
          `${name} does not come back: ${error instanceof Error ? error.message : String(error)}`,
        );
        await sleep(Math.min(1_000 * attempt, 30_000));
      }
    }
  };
  watch();
  return async () => {
    stopping = true;
    await current.stop();
  };
}

/** @param {Record<string, string>} env @param {string} dataDir @returns {Promise<Server>} */
export async function bringDatabase(env, dataDir) {
  const given = env['DATABASE_URL'];
  if (given !== undefined) {
    return {
      url: given,
      detail: `yours, ${describeDatabase(given)}`,
      own: false,
      stop: async () => undefined,
    };
  }
  const account = serviceAccount(path.join(dataDir, 'postgres', 'data'));
  const binaries = postgresBinaries(account);
  const home = await postgresHome(dataDir, account);
  const logFile = path.join(dataDir, 'logs', 'postgres.log');
  /** @param {number} [port] */
  const start = (port) =>
    startPostgres({ home, binaries, account, durable: true, logFile, ...(port ? { port } : {}) });
  const server = await start(rememberedPort(dataDir, 'postgres'));
  rememberPort(dataDir, 'postgres', server.port);
  await ensureDatabase(server.url('postgres'), 'ifa');
  const where = `${server.fresh ? 'new' : 'found'} in ${home}${account === null ? '' : `, as user ${account.name}`}`;
  return {
    url: server.url('ifa'),
    detail: `${binaries.version.split('-')[0]} on port ${server.port}, ${where}`,
    own: true,
    stop: keepAlive('postgres', server, start),
  };
}

/** @param {Record<string, string>} env @param {string} dataDir @returns {Promise<Server>} */
export async function bringRedis(env, dataDir) {
  const given = env['REDIS_URL'];
  if (given !== undefined && (await redisAnswers(given))) {
    return {
      url: given,
      detail: `yours, ${new URL(given).host}`,
      own: false,
      stop: async () => undefined,
    };
  }
  if (given !== undefined) {
    const problem = `REDIS_URL: nothing answers at ${new URL(given).host}`;
    if (env['NODE_ENV'] === 'production') throw new UserError(problem);
    warn(`${problem}; using a Redis of our own`);
  }
  const binary = await redisBinary(path.join(dataDir, 'debian'), () => undefined);
  const home = path.join(dataDir, 'redis');
  const logFile = path.join(dataDir, 'logs', 'redis.log');
  /** @param {number} [port] */
  const start = (port) =>
    startRedis({ home, binary, durable: true, logFile, ...(port ? { port } : {}) });
  const server = await start(rememberedPort(dataDir, 'redis'));
  rememberPort(dataDir, 'redis', server.port);
  return {
    url: server.url,
    detail: `on port ${server.port}, ${binary.origin}`,
    own: true,
    stop: keepAlive('redis', server, start),
  };
}

/** Any answer counts: a refused login is for the apps to report. @param {string} url */
async function redisAnswers(url) {
  const { hostname, port, protocol } = new URL(url);
  if (protocol === 'rediss:') return true;
  return (
    (await askRedis({
      host: hostname,
      port: Number(port || 6379),
      commands: ['PING'],
      timeoutMs: 2_000,
    })) !== ''
  );
}

/** A server keeps its port from start to start while it is free, so that a noted address stays true. @param {string} dataDir @param {string} name */
function rememberedPort(dataDir, name) {
  const port = readJson(path.join(dataDir, 'run', 'ports.json'))?.[name];
  return typeof port === 'number' ? port : undefined;
}

/** @param {string} dataDir @param {string} name @param {number} port */
function rememberPort(dataDir, name, port) {
  const file = path.join(dataDir, 'run', 'ports.json');
  writeJson(file, { ...readJson(file), [name]: port });
}
