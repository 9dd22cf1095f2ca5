/** `npm start` as a person meets it: twice in one folder, killed, stopped. On a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isAlive } from '../../scripts/lib/run/processes.mjs';
import { eventually } from '../support/eventually.js';

const SCRIPT = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));
const record = z.object({ pid: z.number(), startedAt: z.string() });
const RUNS = /IFA runs \([^)]*\): (http:\/\/127\.0\.0\.1:\d+)/;
const LOGIN = /demo login +(\S+) +password: (\S+)/;

interface Start {
  child: ChildProcess;
  output: () => string;
  /** The exit code. */
  exited: Promise<number | null>;
}

let dataDir = '';
const starts: Start[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ifa-start-'));
  await chmod(dataDir, 0o711);
});
afterAll(async () => {
  for (const { child } of starts) child.kill('SIGTERM');
  await Promise.all(starts.map(({ exited }) => exited));
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts IFA on the free ports it finds itself. */
function start(env: NodeJS.ProcessEnv = {}): Start {
  const child = spawn(process.execPath, [SCRIPT], {
    env: { PATH: process.env['PATH'], HOME: tmpdir(), IFA_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const exited = once(child, 'exit').then(([code]) => z.number().nullable().parse(code));
  const started = { child, output: () => output, exited };
  starts.push(started);
  return started;
}

/** The address of the last block. */
async function address(started: Start): Promise<string> {
  const ended = started.exited.then(() => 'ended');
  for (;;) {
    const url = RUNS.exec(started.output())?.[1];
    if (url !== undefined && started.output().includes('Ctrl-C')) return url;
    const next = new Promise((resolve) => setTimeout(resolve, 100));
    if ((await Promise.race([next, ended])) === 'ended') throw new Error(started.output());
  }
}

/** Every process that the run has written down. */
async function processes(): Promise<z.infer<typeof record>[]> {
  const read = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(join(dataDir, file), 'utf8'));
  const apps = z.record(z.string(), record).parse(await read('run/apps.json'));
  const servers = [await read('postgres/server.json'), await read('redis/server.json')];
  return [...Object.values(apps), ...servers.map((server) => record.parse(server))];
}

describe('npm start', () => {
  it('ends with an address that answers and a demo login that works', async () => {
    const first = start();
    const url = await address(first);
    const [, email, password] = LOGIN.exec(first.output()) ?? [];
    const login = await fetch(`${url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    expect(login.status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('says where the first one runs when it is asked to start twice in one folder', async () => {
    const url = RUNS.exec(starts[0]?.output() ?? '')?.[1];
    const second = start();
    expect(await second.exited).toBe(0);
    expect(second.output()).toContain(`already runs here at ${url}`);
  });

  it('starts again on the same data after everything was killed', async () => {
    const before = await processes();
    starts[0]?.child.kill('SIGKILL');
    for (const { pid } of before) process.kill(pid, 'SIGKILL');
    await starts[0]?.exited;
    const again = start();
    const url = await address(again);
    expect(again.output()).toContain('found in');
    expect(LOGIN.exec(again.output())?.[2]).toBe(LOGIN.exec(starts[0]?.output() ?? '')?.[2]);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('ends what a killed one left behind, and starts', async () => {
    const before = await processes();
    const killed = starts.at(-1);
    killed?.child.kill('SIGKILL');
    await killed?.exited;
    await address(start());
    expect(before.filter(isAlive)).toEqual([]);
  });

  it('leaves no process behind when it is stopped', async () => {
    const before = await processes();
    expect(before.every(isAlive)).toBe(true);
    const last = starts.at(-1);
    last?.child.kill('SIGINT');
    expect(await last?.exited).toBe(0);
    expect(before.filter(isAlive)).toEqual([]);
    expect(await readdir(join(dataDir, 'run'))).not.toContain('start.lock');
  });

  it('leaves no app behind when it is killed while they boot, and heals at the next start', async () => {
    const killed = start();
    const list = join(dataDir, 'run', 'apps.json');
    const booting = await eventually(
      'the apps are started',
      async () => {
        const text = await readFile(list, 'utf8').catch(() => '{}');
        const { api, worker } = z.record(z.string(), record).parse(JSON.parse(text));
        return api && worker && isAlive(api) && isAlive(worker) ? [api, worker] : null;
      },
      120_000,
    );
    killed.child.kill('SIGKILL');
    await killed.exited;
    expect(killed.output()).not.toMatch(RUNS);
    await eventually('their end', () => !booting.some(isAlive));

    const next = start();
    expect((await fetch(`${await address(next)}/health/ready`)).status).toBe(200);
    next.child.kill('SIGINT');
    expect(await next.exited).toBe(0);
  });

  it('stops with one line that names the variable when a given one is bad', async () => {
    const bad = start({ TOKEN_ENCRYPTION_KEY: 'short', AGENT_SANDBOX: 'perhaps' });
    expect(await bad.exited).toBe(1);
    expect(bad.output()).toMatch(/^.*TOKEN_ENCRYPTION_KEY: .+\(example: .+\)$/m);
    expect(bad.output()).toMatch(/^ *AGENT_SANDBOX: .+\(example: .+\)$/m);
    expect(bad.output()).not.toContain('    at ');
  });

  it('starts nothing of its own in production, and says what is missing', async () => {
    const production = start({ NODE_ENV: 'production' });
    expect(await production.exited).toBe(1);
    expect(production.output()).toContain('DATABASE_URL: ');
    expect(production.output()).toContain('ANTHROPIC_API_KEY: ');
    expect(production.output()).not.toContain('postgres ');
  });
});
