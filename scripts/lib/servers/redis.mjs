/**
 * A Redis of our own, as IFA needs it: 127.0.0.1 only, password, append-only file, noeviction.
 * Used by `npm start` and, without the append-only file, by the tests. It may throw UserError.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson, writeJson } from '../run/locks.mjs';
import { freePort, isPortFree } from '../run/ports.mjs';
import { endProcess, isAlive, recordOf } from '../run/processes.mjs';
import { UserError } from '../ui.mjs';

/** @typedef {{ home: string, binary: import('./redis-binaries.mjs').RedisBinary, durable: boolean, logFile: string, port?: number }} RedisOptions */
/** @typedef {{ url: string, port: number, child: import('node:child_process').ChildProcess, stop: () => Promise<void> }} RedisServer */

/** @type {{ signal: NodeJS.Signals, waitMs: number }[]} */
const STOP_LADDER = [
  { signal: 'SIGTERM', waitMs: 10_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/** @param {RedisOptions} options @returns {Promise<RedisServer>} */
export async function startRedis(options) {
  fs.mkdirSync(options.home, { recursive: true, mode: 0o700 });
  await endLeftOverRedis(options.home);
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    const server = await tryStart(options, attempt === 1 ? options.port : undefined);
    if (server !== null) return server;
    await sleep(200 * attempt);
  }
  throw new UserError(`Redis does not start. See ${options.logFile}.`);
}

/** Ends the server that a killed run left behind; one that came with a copied folder is not ours. @param {string} home */
export async function endLeftOverRedis(home) {
  const record = readJson(path.join(home, 'server.json'));
  if (record?.['home'] === home && isAlive(record)) {
    const target = { pid: Number(record['pid']), startedAt: String(record['startedAt']) };
    process.kill(target.pid, 'SIGCONT');
    await endProcess(target, STOP_LADDER);
  }
  fs.rmSync(path.join(home, 'server.json'), { force: true });
}

/** @param {RedisOptions} options @param {number} port */
function writeConfig({ home, durable, logFile }, port) {
  const passwordFile = path.join(home, 'password');
  if (!fs.existsSync(passwordFile)) {
    fs.writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  }
  const password = fs.readFileSync(passwordFile, 'utf8').trim();
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    `dir "${home}"`,
    `logfile "${logFile}"`,
  ];
  lines.push('maxmemory-policy noeviction', 'daemonize no', 'databases 1024', 'tcp-backlog 128');
  lines.push(
    ...(durable
      ? ['appendonly yes', 'appendfsync everysec', 'save ""']
      : ['appendonly no', 'save ""']),
  );
  const config = path.join(home, 'redis.conf');
  fs.writeFileSync(config, `${lines.join('\n')}\n`, { mode: 0o600 });
  return { config, password };
}

/** @param {RedisOptions} options @param {number | undefined} wantedPort @returns {Promise<RedisServer | null>} null: try again */
async function tryStart(options, wantedPort) {
  const { home, binary } = options;
  const port = wantedPort && (await isPortFree(wantedPort)) ? wantedPort : await freePort();
  const { config, password } = writeConfig(options, port);
  const env = { PATH: process.env['PATH'], ...binary.env };
  const child = spawn(binary.command, [...binary.prefixArgs, config], {
    cwd: home,
    env,
    detached: true,
    stdio: 'ignore',
  });
  let over = false;
  child.once('exit', () => (over = true)).once('error', () => (over = true));
  const record = child.pid === undefined ? null : recordOf(child.pid);
  if (record === null) return null;
  writeJson(path.join(home, 'server.json'), { ...record, home });
  const stop = async () => {
    await endProcess(record, STOP_LADDER);
    fs.rmSync(path.join(home, 'server.json'), { force: true });
  };
  const deadline = Date.now() + 60_000;
  while (!over && Date.now() < deadline) {
    const answer = await askRedis({
      host: '127.0.0.1',
      port,
      commands: [`AUTH ${password}`, 'PING'],
    });
    if (answer.includes('+PONG')) {
      return { url: `redis://:${password}@127.0.0.1:${port}`, port, child, stop };
    }
    await sleep(30);
  }
  await stop();
  return null;
}

/**
 * Sends inline commands and gives the raw answer; empty when nothing answers. Enough for health checks without a client.
 * @param {{ host: string, port: number, commands: string[], timeoutMs?: number }} request @returns {Promise<string>}
 */
export function askRedis({ host, port, commands, timeoutMs = 1_000 }) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    let answer = '';
    const done = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, done);
    socket.once('error', done).once('close', done);
    socket.once('connect', () => socket.write(`${commands.join('\r\n')}\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.split('\r\n').length > commands.length) done();
    });
  });
}
