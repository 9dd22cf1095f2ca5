/**
 * Looks twice a second at what live processes use, and kills the one that is over its limit. It stands in for a cgroup
 * where none is delegated; a fast hog is then held by the limit of writable memory until the watchdog comes round. The
 * disk is its own: no cgroup counts that.
 */
import { readdir, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ClaudeLimits } from '../claude-options.js';
import { treeUse } from './process-table.js';

/** One watched process. */
export interface Watched {
  pid: number;
  /** Its folder on disk. */
  root: string;
  limits: ClaudeLimits;
  /** Called at most once. */
  onExceeded: (what: 'memory' | 'processes' | 'disk') => void;
}

const LOOK_EVERY_MS = 500;
const DISK_EVERY_LOOKS = 4;
const BLOCK_BYTES = 512;
const MOST_ENTRIES = 10_000;

/** One timer for all processes of a worker. */
export class ResourceWatchdog {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | null = null;
  private looks = 0;

  /** Starts to watch; the returned function ends it. */
  watch(one: Watched): () => void {
    this.watched.add(one);
    this.timer ??= setTimeout(() => void this.look(), LOOK_EVERY_MS).unref();
    return () => this.watched.delete(one);
  }

  private async look(): Promise<void> {
    this.looks += 1;
    for (const one of this.watched) {
      // Whoever waits for the worker comes between one process and the next.
      await setImmediate();
      const what = await this.exceeded(one).catch(() => null);
      if (what === null || !this.watched.delete(one)) continue;
      one.onExceeded(what);
    }
    this.timer =
      this.watched.size > 0 ? setTimeout(() => void this.look(), LOOK_EVERY_MS).unref() : null;
  }

  private async exceeded(one: Watched): Promise<'memory' | 'processes' | 'disk' | null> {
    const use = treeUse(one.pid, one.limits.processes);
    if (use.residentBytes > one.limits.memoryBytes) return 'memory';
    if (use.tasks > one.limits.processes) return 'processes';
    if (this.looks % DISK_EVERY_LOOKS !== 0) return null;
    return (await diskUse(one.root)) > one.limits.diskBytes ? 'disk' : null;
  }
}

/** Bytes below a folder; a folder of too many entries counts as full. */
async function diskUse(root: string): Promise<number> {
  let bytes = 0;
  let entries = 0;
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      entries += 1;
      if (entries > MOST_ENTRIES) return Infinity;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      const stat = await lstat(path).catch(() => null);
      bytes += (stat?.blocks ?? 0) * BLOCK_BYTES;
    }
  }
  return bytes;
}
