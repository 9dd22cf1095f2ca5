/**
 * A process that was taken over: a scripted stand-in for the binary that floods, hoards, forks, looks around and
 * talks to the gateway behind the CLI's back. Everything is capped or denied, classified, and the worker lives.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SandboxMode } from '#clients/claude';
import { makeHarness, say, sessionOptions, type Harness } from './claude-harness.js';
import { HOSTILE_LIMITS, openHostile, reportOf, type Hostile } from './hostile-harness.js';
import type { ScriptedModel } from './scripted-model.js';

const here = dirname(fileURLToPath(import.meta.url));

let taken: Hostile;
let model: ScriptedModel;
let folder: string;
let harness: Harness;
const hostile: Hostile['act'] = (...args) => taken.act(...args);

beforeAll(async () => {
  taken = await openHostile();
  ({ model, folder, harness } = taken);
});
afterAll(async () => {
  await taken.close();
});

describe.each<SandboxMode>(['off', 'auto'])('a hostile process (sandbox %s)', (sandbox) => {
  it.each([
    ['crash', 'crashed', /exit 3/],
    ['garbage', 'timeout', /no result/],
    ['lines', 'output_limit', /lines/],
    ['oneLine', 'output_limit', /bytes/],
    ['memory', 'crashed', /./],
    ['herd', 'crashed', /limit of memory/],
    ['disk', 'crashed', /limit of disk/],
    ['hang', 'timeout', /no result/],
    ['stubborn', 'timeout', /no result/],
  ])('%s ends as %s and leaves nothing', async (deed, failure, detail) => {
    const timeoutMs = failure === 'timeout' ? 500 : 20_000;
    const outcome = await hostile(deed, { sandbox, timeoutMs });
    expect(outcome).toMatchObject({ ok: false, failure });
    expect(outcome.ok ? '' : outcome.detail).toMatch(detail);
    expect(await readdir(join(harness.baseDir, 'sessions'))).toEqual([]);
  });

  it('leaves no process that detached itself', async () => {
    reportOf(await hostile('escape', { sandbox }));
    expect(await commandLines()).not.toContain(`${join(folder, 'hostile.mjs')}\0child`);
    expect(await commandLines()).not.toContain('/app/claude\0child');
  });

  it('gets nothing from the gateway but what a turn is allowed', async () => {
    model.script({ say: 'An answer.' });
    const report = reportOf(await hostile('gateway', { sandbox, maxOutputTokens: 100 }));
    expect(report).toEqual({
      other: 404,
      files: 404,
      notJson: 400,
      foreign: 403,
      server: 403,
      mcp: 400,
      plain: 200,
    });
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]?.body).toMatchObject({ model: 'claude-sonnet-5-5', max_tokens: 100 });
  });

  it('cannot ask the model between turns', async () => {
    model.script({ say: 'never' });
    const session = await harness.sessions.open(sessionOptions(model.url, { sandbox }));
    reportOf(await say(session, JSON.stringify({ deed: 'late' })));
    await sleep(800);
    expect(model.requests).toEqual([]);
    await session.close();
  });
});

describe('inside the sandbox', () => {
  it('sees no other session, no host file, no process, no network and no secret', async ({
    skip,
  }) => {
    if (!taken.sandboxed) skip('no sandbox on this machine');
    const neighbour = await harness.sessions.open(sessionOptions(model.url));
    const [other = ''] = await readdir(join(harness.baseDir, 'sessions'));
    const secret = join(folder, 'secret.txt');
    await writeFile(secret, 'the secret');
    const port = await listen();
    const files = [
      secret,
      '/etc/passwd',
      join(harness.baseDir, 'sessions', other, 'config'),
      `/proc/${process.pid}/environ`,
      '/root/.bashrc',
    ];
    const ports = [port.number, 5432, 6379];
    const raw = reportOf(await hostile('look', { given: { files, ports } }));
    const report = lookSchema.parse(raw);
    port.server.close();
    await neighbour.close();

    expect(report.seen).toEqual(files.map(() => false));
    expect(report.read.every((one) => !one.done)).toBe(true);
    expect(report.reached.every((one) => !one.done)).toBe(true);
    expect(report.outside.done).toBe(false);
    expect(report.write.every((one) => !one.done)).toBe(true);
    expect(report.pids).toBeLessThan(6);
    expect(JSON.stringify(raw)).not.toContain('sk-the-real-key');
    expect(report.env).not.toContain('DATABASE_URL');
    const asRoot = (await harness.probe.check()).privilege === 'drop';
    expect(report.uid).toSatisfy((uid: number) => (asRoot ? uid > 60_000 : uid === 1000));
  });

  it('stops a fork bomb at the limit of processes', async ({ skip }) => {
    if (!taken.sandboxed) skip('no sandbox on this machine');
    const outcome = await hostile('forks');
    const started = outcome.ok ? startedSchema.parse(JSON.parse(outcome.text)).pids : [];
    expect(started.length).toBeLessThan(HOSTILE_LIMITS.processes);
  });

  it('says in a sentence why there is no sandbox, and refuses to start where it is required', async () => {
    const without = await makeHarness({ bwrapPath: '/nowhere/bwrap' });
    expect(await without.probe.check()).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/bwrap/),
    });
    const options = sessionOptions(model.url, { sandbox: 'required' });
    await expect(without.sessions.open(options)).rejects.toMatchObject({
      reason: 'sandbox_unavailable',
    });
    await without.close();
  });
});

describe.each(['off', 'auto'])('a worker that is killed (sandbox %s)', (sandbox) => {
  it('takes its process along, and the next boot clears the rest away', async () => {
    const baseDir = await mkdtemp(join(tmpdir(), 'claude-orphan-'));
    const script = join(here, 'orphaned-worker.ts');
    const worker = spawn(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', script, baseDir, sandbox],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const pid = await firstNumber(worker.stdout);
    expect(isAlive(pid)).toBe(true);
    const next = await makeHarness({ baseDir });
    expect(await next.sessions.reapOrphans()).toBe(0);
    expect(isAlive(pid)).toBe(true);

    worker.kill('SIGKILL');
    await new Promise((resolve) => worker.once('exit', resolve));
    expect(await next.sessions.reapOrphans()).toBe(1);
    for (let tries = 0; isAlive(pid) && tries < 100; tries += 1) await sleep(20);
    expect(isAlive(pid)).toBe(false);
    for (const part of ['sessions', 'pids', 'sockets']) {
      expect(await readdir(join(baseDir, part))).toEqual([]);
    }
    await next.close();
  });
});

const startedSchema = z.object({ pids: z.array(z.number()) });
const attempt = z.object({ done: z.boolean() });
const lookSchema = z.object({
  read: z.array(attempt),
  seen: z.array(z.boolean()),
  reached: z.array(attempt),
  outside: attempt,
  write: z.array(attempt),
  pids: z.number(),
  env: z.array(z.string()),
  uid: z.number(),
});

async function listen(): Promise<{ number: number; server: Server }> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { number: typeof address === 'object' && address ? address.port : 0, server };
}

/** The first line that is a number; a log may stand in front of it. */
async function firstNumber(stream: NodeJS.ReadableStream): Promise<number> {
  let said = '';
  for await (const chunk of stream) {
    said += String(chunk);
    const line = /^(\d+)$/m.exec(said)?.[1];
    if (line !== undefined) return Number(line);
  }
  throw new Error(`the worker said nothing but ${said}`);
}

/** Zombies do not count: whoever adopted them has yet to bury them. */
async function commandLines(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.join('\n');
}

/** Not so a process that has ended and whom nobody has asked for how: in a container that may be so for ever. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
