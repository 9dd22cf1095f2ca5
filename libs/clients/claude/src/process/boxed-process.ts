/**
 * The process inside bubblewrap. The one outside, which we spawn, may end a little before it: while anything in the box
 * still runs, it can move its files about under whoever removes them. When the first process of a pid namespace is gone,
 * or a zombie, all the others are.
 */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startTimeOf } from './process-table.js';

const STATUS_FD = 3;

/** Makes bubblewrap tell the pid of what it starts, before it starts it. */
export const BOXED_ARGS: readonly string[] = ['--json-status-fd', String(STATUS_FD)];

const LOOK_EVERY_MS = 5;
/** Together four seconds: what is not dead by then is stuck in the kernel. */
const MOST_LOOKS = 800;
const LONGEST_STATUS_CHARS = 1_024;

const statusSchema = z.looseObject({ 'child-pid': z.number().int().positive() });

/** What runs in the box of a bubblewrap. */
export class BoxedProcess {
  private status = '';
  private told = false;
  private inside: { pid: number; startTime: string | null } | null = null;

  constructor(outside: ChildProcess) {
    const stream = outside.stdio[STATUS_FD];
    if (!stream || !('setEncoding' in stream)) throw new Error('there is no pipe for the status');
    stream.setEncoding('utf8').on('data', (text: string) => this.read(text));
    stream.on('error', () => undefined).once('close', () => (this.told = true));
  }

  /** Resolves when nothing in the box runs any more; to be called after the outside has ended. */
  async gone(): Promise<void> {
    for (let look = 0; look < MOST_LOOKS && this.isThere(); look += 1) await sleep(LOOK_EVERY_MS);
  }

  private isThere(): boolean {
    const { inside } = this;
    // The end of the outside may be known before the last it said.
    if (!inside) return !this.told;
    if (inside.startTime === null) return false;
    return startTimeOf(inside.pid) === inside.startTime;
  }

  private read(text: string): void {
    if (this.inside) return;
    this.status = (this.status + text).slice(0, LONGEST_STATUS_CHARS);
    const pid = childPidIn(this.status);
    if (pid !== null) this.inside = { pid, startTime: startTimeOf(pid) };
  }
}

function childPidIn(status: string): number | null {
  for (const line of status.split('\n')) {
    try {
      const parsed = statusSchema.safeParse(JSON.parse(line));
      if (parsed.success) return parsed.data['child-pid'];
    } catch {
      // Not a whole line yet.
    }
  }
  return null;
}
