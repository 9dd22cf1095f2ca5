/** What the tests of cgroups know of this machine's tree, and a unit in it as systemd makes one with `Delegate=yes`. */
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Path in the tree of version 2 of a process; '' when it is gone, or waits to be buried by whoever adopted it. */
export function cgroupOf(pid: number | 'self'): string {
  try {
    if (/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return '';
    return v2PathIn(readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
  } catch {
    return '';
  }
}

/** The line of version 2 in a /proc/pid/cgroup. */
export function v2PathIn(text: string): string {
  return /^0::(.*)$/m.exec(text)?.[1] ?? '';
}

/** Whether there is a cgroup at a path. */
export function isCgroup(path: string): boolean {
  return existsSync(join(mountPoint() ?? '/nowhere', path));
}

/** A delegated cgroup with nobody in it, and what was to be had of memory and pids; null where none can be made. */
export interface CgroupUnit {
  folder: string;
  controllers: string[];
  /** Names of the cgroups in it. */
  children(): string[];
  remove(): Promise<void>;
}

export function makeUnit(): CgroupUnit | null {
  const mount = mountPoint();
  if (mount === null) return null;
  const unit = join(mount, `unit-${randomBytes(4).toString('hex')}`);
  try {
    for (const one of ['memory', 'pids']) handOn(mount, one);
    mkdirSync(unit);
  } catch {
    return null;
  }
  const offered = readFileSync(join(unit, 'cgroup.controllers'), 'utf8').trim().split(' ');
  return {
    folder: unit,
    controllers: ['memory', 'pids'].filter((one) => offered.includes(one)),
    children: () => childrenOf(unit),
    remove: async () => {
      writeFileSync(join(unit, 'cgroup.kill'), '1');
      for (const folder of [...childrenOf(unit).map((name) => join(unit, name)), unit]) {
        await removeFolder(folder);
      }
    },
  };
}

function mountPoint(): string | null {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    return lines.find((line) => line.includes(' - cgroup2 '))?.split(' ')[4] ?? null;
  } catch {
    return null;
  }
}

function handOn(folder: string, controller: string): void {
  try {
    writeFileSync(join(folder, 'cgroup.subtree_control'), `+${controller}`);
  } catch {
    // Not there, or not ours: the unit then offers what it offers.
  }
}

function childrenOf(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** What was killed a moment ago may still be on its way out. */
async function removeFolder(folder: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(20);
    }
  }
}
