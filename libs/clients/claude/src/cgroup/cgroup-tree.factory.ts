/**
 * A folder that does what the kernel does with its cgroups, as far as files go: controllers are handed down, files come
 * and go with their folders, nobody gets below a cgroup with processes in it, `cgroup.kill` kills. Nothing is limited.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startTimeOf } from '../process/process-table.js';
import type { CgroupMachine } from './delegated-cgroups.js';
import { KERNEL_FILES, type CgroupFiles, type Controller } from './session-cgroup.js';

const OF_CONTROLLERS: Record<Controller, Record<string, string>> = {
  memory: {
    'memory.max': 'max',
    'memory.swap.max': 'max',
    'memory.oom.group': '0',
    'memory.events': 'low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n',
  },
  pids: { 'pids.max': 'max' },
};

/** A tree with one delegated cgroup. */
export class CgroupTree implements CgroupFiles, CgroupMachine {
  /** The delegated one. */
  readonly base: string;
  readonly files = this;
  private ownFolder: string;

  /** @param delegated its controllers @param kind `unit`: below the root, as systemd makes one */
  constructor(delegated: readonly Controller[], kind: 'root' | 'unit' = 'unit') {
    this.base = mkdtempSync(join(tmpdir(), 'cgroup-tree-'));
    onTestFinished(() => rmSync(this.base, { recursive: true, force: true }));
    this.fill(this.base, delegated);
    if (kind === 'root') rmSync(join(this.base, 'cgroup.type'));
    this.ownFolder = this.base;
  }

  own(): { folder: string } {
    return { folder: this.ownFolder };
  }

  /** Puts a process, or this one, into a cgroup, as whoever started it did. */
  put(pid: number, folder: string): void {
    if (pid === process.pid) {
      writeFileSync(join(this.ownFolder, 'cgroup.procs'), '');
      this.ownFolder = folder;
    }
    writeFileSync(join(folder, 'cgroup.procs'), `${this.procs(folder).join('\n')}\n${pid}\n`);
  }

  /** As when the limit of memory is reached: all of the group are killed, and that is counted. */
  runOutOfMemory(folder: string): void {
    writeFileSync(join(folder, 'memory.events'), 'oom 1\noom_kill 3\noom_group_kill 1\n');
    this.killAll(folder);
  }

  read(file: string): string {
    return KERNEL_FILES.read(file);
  }

  write(file: string, text: string): void {
    if (!existsSync(file)) throw refusal('EACCES', file);
    const folder = dirname(file);
    if (basename(file) === 'cgroup.procs') this.put(Number(text), folder);
    else if (basename(file) === 'cgroup.kill') this.killAll(folder);
    else if (basename(file) === 'cgroup.subtree_control') this.handOn(folder, text.slice(1));
    else writeFileSync(file, text);
  }

  makeFolder(folder: string): void {
    mkdirSync(folder);
    const handed = readFileSync(join(dirname(folder), 'cgroup.subtree_control'), 'utf8');
    this.fill(folder, handed.trim().split(' ') as Controller[]);
  }

  removeFolder(folder: string): void {
    if (!existsSync(folder)) throw refusal('ENOENT', folder);
    if (this.procs(folder).length > 0) throw refusal('EBUSY', folder);
    rmSync(folder, { recursive: true });
  }

  private fill(folder: string, controllers: readonly Controller[]): void {
    const files: Record<string, string> = {
      'cgroup.type': 'domain',
      'cgroup.procs': '',
      'cgroup.kill': '',
      'cgroup.controllers': controllers.join(' '),
      'cgroup.subtree_control': '',
    };
    for (const one of controllers) Object.assign(files, OF_CONTROLLERS[one]);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  }

  private handOn(folder: string, controller: string): void {
    const file = join(folder, 'cgroup.subtree_control');
    const offered = readFileSync(join(folder, 'cgroup.controllers'), 'utf8').split(' ');
    if (!offered.includes(controller)) throw refusal('ENOENT', file);
    const isRoot = !existsSync(join(folder, 'cgroup.type'));
    if (!isRoot && this.procs(folder).length > 0) throw refusal('EBUSY', file);
    writeFileSync(file, `${readFileSync(file, 'utf8')} ${controller}`.trim());
  }

  private killAll(folder: string): void {
    for (const pid of this.procs(folder)) process.kill(pid, 'SIGKILL');
  }

  /** Who lives there. */
  private procs(folder: string): number[] {
    const pids = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
    return pids.map(Number).filter((pid) => startTimeOf(pid) !== null);
  }
}

function refusal(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
