import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startTimeOf } from '../process/process-table.js';
import { SessionProcess } from '../process/session-process.js';
import { newRunId } from '../sessions/session-directory.js';
import { CgroupTree } from './cgroup-tree.factory.js';
import { DelegatedCgroups } from './delegated-cgroups.js';

const LIMITS = { memoryBytes: 300 * 1024 * 1024, processes: 96 };
const CAPS = { bytes: 1_000, lines: 10, unreadBytes: 1_000 };
const children = (tree: CgroupTree): string[] =>
  readdirSync(tree.base).filter((name) => name.startsWith('claude-'));
const valueIn = (folder: string, name: string): string =>
  readFileSync(join(folder, name), 'utf8').trim();

/** Where the one child stands. */
function onlyChild(tree: CgroupTree): string {
  const [name = 'none', ...others] = children(tree);
  expect(others).toEqual([]);
  return join(tree.base, name);
}

describe('what is taken', () => {
  it('steps into a child of a unit that holds nobody else, and hands the controllers on', async () => {
    const tree = new CgroupTree(['memory', 'pids']);
    tree.put(process.pid, tree.base);
    expect(new DelegatedCgroups(tree).limitsBeside()).toBe('rlimits and watchdog');
    expect(await new DelegatedCgroups(tree).limits()).toBe('cgroup v2 memory+pids');
    expect(tree.own().folder).toBe(join(tree.base, 'worker'));
    expect(valueIn(tree.base, 'cgroup.subtree_control')).toBe('memory pids');
    expect(children(tree)).toEqual([]);
  });

  it('finds its unit from a child that it, or systemd, put it into', async () => {
    const tree = new CgroupTree(['memory', 'pids']);
    tree.makeFolder(join(tree.base, 'worker'));
    tree.put(process.pid, join(tree.base, 'worker'));
    expect(await new DelegatedCgroups(tree).limits()).toBe('cgroup v2 memory+pids');
    expect(await new DelegatedCgroups(tree).limits()).toBe('cgroup v2 memory+pids');
    expect(new DelegatedCgroups(tree).limitsBeside()).toBe('cgroup v2 memory+pids');
  });

  it('stays where it is at the root of the machine, which has room for processes', async () => {
    const tree = new CgroupTree(['memory', 'pids'], 'root');
    tree.put(process.pid, tree.base);
    tree.put(process.ppid, tree.base);
    expect(await new DelegatedCgroups(tree).limits()).toBe('cgroup v2 memory+pids');
    expect(tree.own().folder).toBe(tree.base);
  });

  it('takes the one controller that it gets', async () => {
    const tree = new CgroupTree(['pids']);
    expect(await new DelegatedCgroups(tree).limits()).toBe('cgroup v2 pids');
  });
});

describe('what is not taken', () => {
  it('moves nobody else: a cgroup that is shared is left as it is', async () => {
    const tree = new CgroupTree(['memory', 'pids']);
    tree.put(process.pid, tree.base);
    tree.put(process.ppid, tree.base);
    const cgroups = new DelegatedCgroups(tree);
    expect(await cgroups.limits()).toMatch(/^rlimits and watchdog \(other processes share /);
    expect(tree.own().folder).toBe(tree.base);
    expect(valueIn(tree.base, 'cgroup.subtree_control')).toBe('');
    expect(await cgroups.open(newRunId(), LIMITS)).toBeNull();
    expect(await cgroups.reap()).toBe(0);
  });

  it('says so where nothing of use is delegated', async () => {
    const cgroups = new DelegatedCgroups(new CgroupTree([]));
    expect(await cgroups.limits()).toMatch(/\(neither memory nor pids is delegated to /);
  });

  it('says so where no cgroup is ours', async () => {
    const tree = new CgroupTree(['memory']);
    const none = { files: tree, own: () => ({ none: 'cgroup v2 is mounted read-only' }) };
    const cgroups = new DelegatedCgroups(none);
    expect(await cgroups.limits()).toBe('rlimits and watchdog (cgroup v2 is mounted read-only)');
  });

  it('does without for a process whose cgroup could not be made', async () => {
    const tree = new CgroupTree(['memory', 'pids']);
    const cgroups = new DelegatedCgroups(tree);
    const runId = newRunId();
    expect(await cgroups.open(runId, LIMITS)).not.toBeNull();
    expect(await cgroups.open(runId, LIMITS)).toBeNull();
  });
});

describe('a process of the model', () => {
  async function started(tree: CgroupTree, script: string) {
    const cgroup = await new DelegatedCgroups(tree).open(newRunId(), LIMITS);
    const plan = { command: '/bin/sh', args: ['-c', script], cwd: '/', env: {}, boxed: false };
    const process = new SessionProcess(plan, CAPS, cgroup);
    return { cgroup, process, folder: onlyChild(tree) };
  }

  it('gets memory without swap, a number of processes, and dies as a whole', async () => {
    const tree = new CgroupTree(['memory', 'pids']);
    const { cgroup, process: held, folder } = await started(tree, 'read never');
    const names = ['memory.max', 'memory.swap.max', 'memory.oom.group', 'pids.max'];
    expect(names.map((name) => valueIn(folder, name))).toEqual(['314572800', '0', '1', '96']);
    expect([cgroup?.holds('memory'), cgroup?.holds('pids')]).toEqual([true, true]);
    await held.terminate(1_000);
    await cgroup?.remove();
    expect(children(tree)).toEqual([]);
  });

  it('is in its cgroup before its first instruction', async () => {
    const tree = new CgroupTree(['pids']);
    const { process: first, folder } = await started(tree, `echo $$; read never`);
    const [pid]: unknown[] = await once(first.forSdk().stdout, 'data');
    expect(valueIn(folder, 'cgroup.procs')).toBe(String(pid).trim());
    expect(first.pid).toBe(Number(pid));
    await first.terminate(1_000);
  });

  it('that ran out of memory is known for it by the time its end is known', async () => {
    const tree = new CgroupTree(['memory']);
    const { process: hog, folder } = await started(tree, 'echo here; read never');
    await once(hog.forSdk().stdout, 'data');
    tree.runOutOfMemory(folder);
    expect(await hog.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(hog.overused).toBe('memory');
  });

  it('that ends otherwise is not said to have run out of memory', async () => {
    const tree = new CgroupTree(['memory']);
    const { process: ended } = await started(tree, 'exit 3');
    expect(await ended.exited).toMatchObject({ exitCode: 3 });
    expect(ended.overused).toBeNull();
  });
});

it('kills and removes what dead workers left, and nothing else', async () => {
  const tree = new CgroupTree(['memory', 'pids']);
  const cgroups = new DelegatedCgroups(tree);
  const mine = newRunId();
  await cgroups.open(mine, LIMITS);
  const parent = `claude-${process.ppid}-${startTimeOf(process.ppid)}-${newRunId()}`;
  const dead = `claude-${process.ppid}-1-${newRunId()}`;
  for (const name of [parent, dead]) tree.makeFolder(join(tree.base, name));
  mkdirSync(join(tree.base, 'of-somebody-else'));
  const orphan = spawn('/bin/sh', ['-c', 'read never'], { stdio: ['pipe', 'ignore', 'ignore'] });
  tree.put(orphan.pid ?? 0, join(tree.base, dead));
  const ended = once(orphan, 'exit');

  expect(await cgroups.reap()).toBe(1);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(children(tree).toSorted()).toEqual(
    [parent, `claude-${process.pid}-${startTimeOf(process.pid)}-${mine}`].toSorted(),
  );
  expect(readdirSync(tree.base)).toContain('of-somebody-else');
});
