/**
 * The cgroup of one model process: made before it, entered before its first instruction, killed and removed after it.
 * Whatever it starts is in there too, also what leaves its process group and forgets its environment.
 */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaudeLimits } from '../claude-options.js';

/** What a cgroup can limit here. */
export type Controller = 'memory' | 'pids';

/** The files of a cgroup tree. All calls are short: the kernel answers them from memory. */
export interface CgroupFiles {
  /** '' when there is none. */
  read(file: string): string;
  write(file: string, text: string): void;
  makeFolder(folder: string): void;
  /** Only the folder: the kernel's files go with it. */
  removeFolder(folder: string): void;
}

/** Those of the kernel. */
export const KERNEL_FILES: CgroupFiles = {
  read: (file) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  },
  write: (file, text) => writeFileSync(file, text),
  makeFolder: (folder) => mkdirSync(folder, { mode: 0o755 }),
  removeFolder: (folder) => rmdirSync(folder),
};

/** The shell moves itself, then becomes the command: there is no instant at which the command runs outside. */
const ENTER = 'echo $$ >"$0" && exec "$@"';
const LOOK_EVERY_MS = 5;
/** Together four seconds: what is not dead by then is stuck in the kernel. */
const MOST_LOOKS = 800;

/** One process with all it starts. */
export class SessionCgroup {
  constructor(
    private readonly folder: string,
    private readonly controllers: readonly Controller[],
    private readonly files: CgroupFiles,
  ) {}

  /** Makes the folder and sets its limits. Throws what the kernel says, and leaves nothing. */
  make(limits: Pick<ClaudeLimits, 'memoryBytes' | 'processes'>): void {
    this.files.makeFolder(this.folder);
    try {
      if (this.holds('memory')) this.limitMemory(limits.memoryBytes);
      if (this.holds('pids')) this.set('pids.max', String(limits.processes));
    } catch (error) {
      this.files.removeFolder(this.folder);
      throw error;
    }
  }

  /** Whether the kernel limits this here, or the watchdog has to. */
  holds(what: Controller): boolean {
    return this.controllers.includes(what);
  }

  /** The command line that enters the cgroup and then is the given one. */
  entering(words: readonly string[]): string[] {
    return ['/bin/sh', '-c', ENTER, this.fileOf('cgroup.procs'), ...words];
  }

  /** Whether the kernel has killed something in it for want of memory. */
  get ranOutOfMemory(): boolean {
    if (!this.holds('memory')) return false;
    return /^oom_kill [1-9]/m.test(this.files.read(this.fileOf('memory.events')));
  }

  /** SIGKILL to everything in it, at once: nothing can fork its way out. */
  kill(): void {
    try {
      this.set('cgroup.kill', '1');
    } catch {
      // Gone already.
    }
  }

  /** Kills what is left and removes the folder. @returns false when the kernel does not let go of it */
  async remove(): Promise<boolean> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      this.kill();
      try {
        this.files.removeFolder(this.folder);
        return true;
      } catch (error) {
        if (isMissing(error)) return true;
      }
      await sleep(LOOK_EVERY_MS);
    }
    return false;
  }

  private limitMemory(bytes: number): void {
    this.set('memory.max', String(bytes));
    this.set('memory.oom.group', '1');
    try {
      this.set('memory.swap.max', '0');
    } catch {
      // A kernel without swap has no such file.
    }
  }

  private set(name: string, value: string): void {
    this.files.write(this.fileOf(name), value);
  }

  private fileOf(name: string): string {
    return join(this.folder, name);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
