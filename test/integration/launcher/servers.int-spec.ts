/** The Postgres and the Redis that npm start brings, and what they live through. */
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceAccount } from '../../../scripts/lib/servers/accounts.mjs';
import { dataDirOf } from '../../../scripts/lib/paths.mjs';
import { postgresBinaries } from '../../../scripts/lib/servers/postgres-binaries.mjs';
import { startPostgres } from '../../../scripts/lib/servers/postgres.mjs';
import { redisBinary } from '../../../scripts/lib/servers/redis-binaries.mjs';
import { startRedis } from '../../../scripts/lib/servers/redis.mjs';

type Stoppable = { stop: () => Promise<void> };

let home = '';
const running: Stoppable[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ifa-servers-'));
  await chmod(home, 0o711);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await rm(home, { recursive: true, force: true });
});

function kept<T extends Stoppable>(server: T): T {
  running.push(server);
  return server;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('Postgres', () => {
  const start = async (): ReturnType<typeof startPostgres> => {
    const account = serviceAccount();
    const binaries = postgresBinaries(account);
    const logFile = join(home, 'postgres.log');
    const options = { home: join(home, 'pg'), binaries, account, durable: true, logFile };
    return kept(await startPostgres(options));
  };

  it('keeps its data when it is killed, and ends the one that was left behind', async () => {
    const first = await start();
    await query(first.url('postgres'), 'create table kept as select 1 as one');
    const second = await start();
    expect(second.fresh).toBe(false);
    expect(await query(second.url('postgres'), 'select one from kept')).toEqual([{ one: 1 }]);
    await expect(query(first.url('postgres'), 'select 1')).rejects.toThrow();
    process.kill(second.child.pid ?? 0, 'SIGKILL');
    const third = await start();
    expect(await query(third.url('postgres'), 'select one from kept')).toEqual([{ one: 1 }]);
  });

  it('starts over a set-up that was cut off, and over a pid file that names somebody else', async () => {
    await mkdir(join(home, 'pg', 'data.partial', 'base'), { recursive: true });
    const first = await start();
    expect(first.fresh).toBe(true);
    await first.stop();
    await writeFile(join(home, 'pg', 'data', 'postmaster.pid'), `${process.pid}\n/elsewhere\n`);
    expect((await start()).fresh).toBe(false);
  });

  it('lets nobody in without the password, which only its owner can read', async () => {
    const server = await start();
    const without = new URL(server.url('postgres'));
    without.password = '';
    await expect(query(without.href, 'select 1')).rejects.toThrow(/password/);
    expect((await stat(join(home, 'pg', 'password'))).mode & 0o077).toBe(0);
    await expect(stat(join(home, 'pg', 'password.initdb'))).rejects.toThrow('ENOENT');
  });
});

describe('Redis', () => {
  const start = async (): ReturnType<typeof startRedis> => {
    const binary = await redisBinary(join(dataDirOf({}), 'debian'), () => undefined);
    const options = { home: join(home, 'redis'), binary, durable: true };
    return kept(await startRedis({ ...options, logFile: join(home, 'redis.log') }));
  };

  it('keeps its data, ends the one that was left behind and refuses to evict', async () => {
    const first = new Redis((await start()).url);
    first.on('error', () => undefined);
    await first.set('key', 'value');
    const second = new Redis((await start()).url);
    expect(await second.get('key')).toBe('value');
    expect(await second.config('GET', 'maxmemory-policy')).toContain('noeviction');
    await expect.poll(() => first.status).not.toBe('ready');
    first.disconnect();
    second.disconnect();
  });

  it('lets nobody in without the password', async () => {
    const server = await start();
    const without = new URL(server.url);
    without.password = '';
    const client = new Redis(without.href, { maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    await expect(client.get('key')).rejects.toThrow('NOAUTH');
    client.disconnect();
    expect(await readFile(join(home, 'redis', 'redis.conf'), 'utf8')).toContain('bind 127.0.0.1');
  });
});
