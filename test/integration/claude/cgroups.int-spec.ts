/**
 * The cgroups of the model's processes on the kernel of this machine. It delegates memory, pids, both or nothing: every
 * case knows what then has to hold, and where it is nothing, that the watchdog does it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { eventually } from '../../support/eventually.js';
import { cgroupOf, isCgroup, makeUnit, v2PathIn, type CgroupUnit } from './cgroup-unit.js';
import { sessionOptions } from './claude-harness.js';
import { HOSTILE_LIMITS, openHostile, reportOf, type Hostile } from './hostile-harness.js';

const here = dirname(fileURLToPath(import.meta.url));
/** Against hanging only: each of its cases starts a worker or two. */
const WORKERS_TIMEOUT_MS = 180_000;
const started = z.object({ pids: z.array(z.number()) });
const OWN_CGROUP = /^claude-\d+-\d+-[0-9a-f]{16}$/;

/** Many that cost nothing but their number. */
const CROWD = { times: 150, command: ['/bin/sleep', '60'], waitMs: 1_500 };
/** Out of the process group and the session, and nothing in its environment that tells whose it is. */
const STRANGER = {
  times: 1,
  command: ['/bin/sleep', '600'],
  options: { detached: true, env: {} },
};

let taken: Hostile;
let limits: string;
const isHeld = (what: 'memory' | 'pids' | '' = ''): boolean =>
  limits.startsWith('cgroup v2') && limits.includes(what);

beforeAll(async () => {
  taken = await openHostile();
  limits = await taken.harness.cgroups.limits();
  process.stdout.write(`limits here: ${limits}\n`);
});
afterAll(async () => {
  await taken.close();
});

it('says what limits the processes, and why it is no cgroup', () => {
  expect(limits).toMatch(/^(cgroup v2 (memory|pids|memory\+pids)|rlimits and watchdog \(.+\))$/);
  expect(limits).not.toContain('Error');
});

describe.each(['off', 'auto'] as const)('a process of the model (sandbox %s)', (sandbox) => {
  it('stands in a cgroup of its own, which goes with it', async () => {
    const session = await taken.harness.sessions.open(sessionOptions(taken.model.url, { sandbox }));
    const path = cgroupOf(session.pid);
    await session.close();
    expect(OWN_CGROUP.test(basename(path))).toBe(isHeld());
    expect(isCgroup(path)).toBe(!isHeld());
    expect(cgroupOf(session.pid)).toBe('');
  });

  it('is ended, and said to be, when all of it together takes too much memory', async () => {
    for (const deed of ['memory', 'herd']) {
      const outcome = await taken.act(deed, { sandbox });
      const detail = deed === 'herd' || isHeld('memory') ? /limit of memory/ : /./;
      expect(outcome).toMatchObject({ ok: false, failure: 'crashed' });
      expect(outcome.ok ? '' : outcome.detail).toMatch(detail);
    }
  });
});

describe('without a sandbox', () => {
  it('is in its cgroup at its first instruction', async () => {
    const born = z.object({ value: z.string() });
    const { value } = born.parse(reportOf(await taken.act('born', { sandbox: 'off' })));
    const path = v2PathIn(value);
    if (isHeld()) expect(basename(path)).toMatch(OWN_CGROUP);
    else expect(path).toBe(cgroupOf('self'));
  });

  it('cannot start more processes than it may, or is ended for it', async () => {
    const outcome = await taken.act('start', { sandbox: 'off', given: CROWD });
    if (isHeld('pids')) {
      const { pids } = started.parse(reportOf(outcome));
      expect(pids.length).toBeLessThan(HOSTILE_LIMITS.processes);
    } else {
      // The watchdog counts what they share for each of them, so that memory may come first.
      const detail: unknown = expect.stringMatching(/^over its limit of (processes|memory)$/);
      expect(outcome).toMatchObject({ ok: false, failure: 'crashed', detail });
    }
  });

  it('takes along what hid from it', async () => {
    const outcome = await taken.act('start', { sandbox: 'off', given: STRANGER });
    const [pid = 0] = started.parse(reportOf(outcome)).pids;
    if (isHeld()) expect(cgroupOf(pid)).toBe('');
    else process.kill(pid, 'SIGKILL');
  });
});

describe('a worker that was delegated a cgroup', { timeout: WORKERS_TIMEOUT_MS }, () => {
  const said = z.object({
    limits: z.string(),
    reaped: z.number(),
    worker: z.string(),
    model: z.string(),
    pid: z.number(),
  });

  /** Starts a worker in the unit, or in a child of it; `shared` leaves its shell in there beside it. */
  async function startWorker(unit: CgroupUnit | null, { child: at = '', shared = false } = {}) {
    const baseDir = await mkdtemp(join(tmpdir(), 'claude-delegated-'));
    const script = join(here, 'delegated-worker.ts');
    const node = [process.execPath, '--conditions=source', '--import', 'tsx', script, baseDir];
    const procs = join(unit?.folder ?? '-', at, 'cgroup.procs');
    const enter = unit === null ? '' : 'echo $$ >"$0" && ';
    const become = shared ? '"$@"; true' : 'exec "$@"';
    const child = spawn('/bin/sh', ['-c', `${enter}${become}`, procs, ...node], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(async () => {
      await end(child);
      await rm(baseDir, { recursive: true, force: true });
    });
    const [line]: unknown[] = await once(child.stdout, 'data');
    return { child, ...said.parse(JSON.parse(String(line))) };
  }

  async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin?.end();
    await ended;
  }

  /** The unit, or null where this machine lets us make none with a controller: then the worker does without. */
  function unitOrNone(): CgroupUnit | null {
    const unit = makeUnit();
    if (unit) onTestFinished(() => unit.remove());
    return unit?.controllers.length ? unit : null;
  }

  it('steps aside, gives its processes cgroups, and leaves none', async () => {
    const unit = unitOrNone();
    const worker = await startWorker(unit);
    if (unit === null) {
      expect(worker.limits).toBe(limits);
    } else {
      expect(worker.limits).toBe(`cgroup v2 ${unit.controllers.join('+')}`);
      expect(basename(worker.worker)).toBe('worker');
      expect(basename(worker.model)).toMatch(OWN_CGROUP);
      expect(dirname(worker.model)).toBe(dirname(worker.worker));
    }
    await end(worker.child);
    expect(cgroupOf(worker.pid)).toBe('');
    if (unit) expect(unit.children()).toEqual(['worker']);
  });

  it('leaves a unit alone that it shares', async () => {
    const unit = unitOrNone();
    const worker = await startWorker(unit, { shared: true });
    if (unit === null) {
      expect(worker.limits).toBe(limits);
    } else {
      expect(worker.limits).toMatch(/^rlimits and watchdog \(other processes share /);
      expect(unit.children()).toEqual([]);
      expect(worker.model).toBe(worker.worker);
    }
  });

  it('removes what a killed one left in there', async () => {
    const unit = unitOrNone();
    const killed = await startWorker(unit);
    const gone = once(killed.child, 'exit');
    killed.child.kill('SIGKILL');
    await gone;
    await eventually('its process is gone, too', () => cgroupOf(killed.pid) === '');
    if (unit) expect(unit.children()).toContain(basename(killed.model));
    // Where systemd's DelegateSubgroup=worker would put it.
    const next = await startWorker(unit, { child: 'worker' });
    expect(next.limits).toBe(killed.limits);
    expect(next.reaped).toBe(unit ? 1 : 0);
    if (unit) expect(unit.children()).not.toContain(basename(killed.model));
  });
});
