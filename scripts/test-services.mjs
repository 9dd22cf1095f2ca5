/**
 * The throw-away Postgres and Redis of one test run (`durable`: a Postgres that keeps what it committed when it is
 * stopped at once). Started by test/support/global-setup.ts with an IPC channel:
 * sends {type: 'ready', ...} when both answer, and ends and removes everything when the channel closes, however the
 * test runner died. What a killed one left behind is swept by the next run.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { serviceAccount } from './lib/servers/accounts.mjs';
import { readJson, writeJson } from './lib/run/locks.mjs';
import { dataDirOf } from './lib/paths.mjs';
import { postgresBinaries } from './lib/servers/postgres-binaries.mjs';
import { endLeftOver, startPostgres } from './lib/servers/postgres.mjs';
import { isAlive, recordOf } from './lib/run/processes.mjs';
import { redisBinary } from './lib/servers/redis-binaries.mjs';
import { endLeftOverRedis, startRedis } from './lib/servers/redis.mjs';
import { complain } from './lib/ui.mjs';

const parent = path.join(os.tmpdir(), `ifa-tests-${process.getuid?.() ?? 'user'}`);
const wants = new Set(process.argv.slice(2));
/** @type {(() => Promise<void>)[]} */
const stops = [];
let home = '';
/** @type {import('./lib/servers/redis.mjs').RedisServer | null} */
let redis = null;
/** @type {import('./lib/servers/postgres.mjs').PostgresServer | null} */
let postgres = null;

/** A folder of ours in the temporary folder; somebody else's folder of that name is refused. */
function ownParent() {
  fs.mkdirSync(parent, { recursive: true, mode: 0o711 });
  const stat = fs.lstatSync(parent);
  if (!stat.isDirectory() || (process.getuid && stat.uid !== process.getuid())) {
    throw new Error(`${parent} belongs to somebody else`);
  }
}

/** Ends and removes the services of runs whose process is gone. */
async function sweep() {
  for (const name of fs.readdirSync(parent)) {
    const folder = path.join(parent, name);
    if (isAlive(readJson(path.join(folder, 'owner.json')))) continue;
    if (Date.now() - fs.statSync(folder).mtimeMs < 5_000) continue;
    await endLeftOver(path.join(folder, 'postgres'));
    await endLeftOverRedis(path.join(folder, 'redis'));
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function startAll() {
  ownParent();
  home = fs.mkdtempSync(path.join(parent, 'run-'));
  fs.chmodSync(home, 0o711);
  writeJson(path.join(home, 'owner.json'), recordOf(process.pid));
  await sweep();
  const [database, cache] = await Promise.all([
    wants.has('postgres') ? bringPostgres() : null,
    wants.has('redis') ? bringRedis() : null,
  ]);
  return {
    type: 'ready',
    postgresUrl: database?.url('postgres') ?? null,
    redisUrl: cache?.url ?? null,
    redisPid: cache?.child.pid ?? null,
  };
}

/** @param {number} [port] */
async function bringPostgres(port) {
  const account = serviceAccount();
  const binaries = postgresBinaries(account);
  const server = await startPostgres({
    home: path.join(home, 'postgres'),
    binaries,
    account,
    durable: wants.has('durable'),
    logFile: path.join(home, 'postgres.log'),
    ...(port ? { port } : {}),
  });
  stops.push(server.stop);
  postgres = server;
  return server;
}

/** @param {number} [port] */
async function bringRedis(port) {
  const binary = await redisBinary(path.join(dataDirOf(process.env), 'debian'), () => undefined);
  const server = await startRedis({
    home: path.join(home, 'redis'),
    binary,
    durable: false,
    logFile: path.join(home, 'redis.log'),
    ...(port ? { port } : {}),
  });
  stops.push(server.stop);
  redis = server;
  return server;
}

/** A test asks for a server to go and to come back at the same address. @param {unknown} message */
async function obey(message) {
  if (typeof message !== 'object' || message === null || !('type' in message)) return;
  if (redis !== null) await obeyForRedis(message.type, redis);
  if (postgres !== null) await obeyForPostgres(message.type, postgres);
}

/** @param {unknown} type @param {import('./lib/servers/postgres.mjs').PostgresServer} server */
async function obeyForPostgres(type, server) {
  if (type === 'stop-postgres') await server.stop();
  else if (type === 'start-postgres') await bringPostgres(server.port);
  else return;
  process.send?.({ type: 'postgres' });
}

/** @param {unknown} type @param {import('./lib/servers/redis.mjs').RedisServer} redis */
async function obeyForRedis(type, redis) {
  if (type === 'stop-redis') {
    await redis.stop();
    process.send?.({ type: 'redis-stopped' });
  } else if (type === 'start-redis') {
    const server = await bringRedis(redis.port);
    process.send?.({ type: 'redis', pid: server.child.pid });
  }
}

let ending = false;
/** @param {number} code */
async function end(code) {
  if (ending) return;
  ending = true;
  await Promise.allSettled(stops.map((stop) => stop()));
  if (home !== '') fs.rmSync(home, { recursive: true, force: true });
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
process.on('message', (message) => void obey(message));
process.on('disconnect', () => void end(0));
try {
  const ready = await startAll();
  if (process.connected) process.send?.(ready);
  else await end(0);
} catch (error) {
  complain(error);
  await end(1);
}
