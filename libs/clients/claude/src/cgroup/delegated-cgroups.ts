/**
 * Takes a cgroup v2 that was delegated to this worker (a unit with `Delegate=yes`, the root of a tree that is ours) and
 * gives every model process a child of it. Where there is none, rlimits and the watchdog hold.
 *
 * A cgroup below the root cannot hand controllers to children while a process is in it. So a worker that is alone in
 * its cgroup steps into a child, `worker`, with what it has started; one that is not alone leaves the others where they
 * are, and does without.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Logger } from '@nestjs/common';
import { DEFAULT_LIMITS, type ClaudeLimits } from '../claude-options.js';
import { isOfTree, startTimeOf } from '../process/process-table.js';
import { newRunId } from '../sessions/session-directory.js';
import { ownCgroup, type OwnCgroup } from './own-cgroup.js';
import {
  KERNEL_FILES,
  SessionCgroup,
  type CgroupFiles,
  type Controller,
} from './session-cgroup.js';

/** What there is to be found; a test brings a tree of its own. */
export interface CgroupMachine {
  files: CgroupFiles;
  own(): OwnCgroup;
}

interface Taken {
  base: string;
  controllers: Controller[];
}

/** Where the worker stands; systemd's `DelegateSubgroup=worker` puts it there by itself. */
const LEAF = 'worker';
const CONTROLLERS: readonly Controller[] = ['memory', 'pids'];
const WITHOUT = 'rlimits and watchdog';
const CHILD = /^claude-(\d+)-(\d+)-[0-9a-f]{16}$/;
/** A shell starts in a millisecond; on a machine with much else to do it may take seconds. */
const TRIAL_TIMEOUT_MS = 10_000;

const THIS_MACHINE: CgroupMachine = {
  files: KERNEL_FILES,
  own: () => {
    const about = (what: string): string => KERNEL_FILES.read(`/proc/self/${what}`);
    return ownCgroup(about('cgroup'), about('mountinfo'));
  },
};

/** The cgroups of one worker's model processes. */
export class DelegatedCgroups {
  private readonly logger = new Logger(DelegatedCgroups.name);
  private readonly files: CgroupFiles;
  private taken: Promise<Taken | string> | null = null;

  constructor(private readonly machine: CgroupMachine = THIS_MACHINE) {
    this.files = machine.files;
  }

  /** What limits the model's processes here, with the reason where it is no cgroup. Takes the cgroup. */
  async limits(): Promise<string> {
    const taken = await this.take();
    return typeof taken === 'string' ? `${WITHOUT} (${taken})` : inWords(taken.controllers);
  }

  /** The same as seen by who started the worker, once it is up. Changes nothing. */
  limitsBeside(): string {
    const base = this.findBase();
    if (typeof base === 'string') return WITHOUT;
    const controllers = this.controllersIn(base.folder, 'cgroup.subtree_control');
    return controllers.length === 0 ? WITHOUT : inWords(controllers);
  }

  /** A cgroup for a run; null where there is none to be had. */
  async open(
    runId: string,
    limits: Pick<ClaudeLimits, 'memoryBytes' | 'processes'>,
  ): Promise<SessionCgroup | null> {
    const taken = await this.take();
    if (typeof taken === 'string') return null;
    try {
      const cgroup = this.childFor(runId, taken);
      cgroup.make(limits);
      return cgroup;
    } catch (error) {
      // Too many of them, or taken away from us meanwhile: the watchdog holds this one.
      this.logger.warn(`no cgroup for a process of the model: ${String(error)}`);
      return null;
    }
  }

  /** Kills and removes what workers that are dead left here. @returns how many cgroups that were */
  async reap(): Promise<number> {
    const taken = await this.take();
    if (typeof taken === 'string') return 0;
    const left = readdirSync(taken.base).filter((name) => {
      const [, pid, startTime] = CHILD.exec(name) ?? [];
      return startTime !== undefined && startTimeOf(Number(pid)) !== startTime;
    });
    const removed = await Promise.all(left.map((name) => this.child(name, taken).remove()));
    return removed.filter(Boolean).length;
  }

  private take(): Promise<Taken | string> {
    this.taken ??= this.find().catch((error: unknown) => String(error));
    return this.taken;
  }

  private async find(): Promise<Taken | string> {
    const found = this.findBase();
    if (typeof found === 'string') return found;
    const base = found.folder;
    const offered = this.controllersIn(base, 'cgroup.controllers');
    if (offered.length === 0) return `neither memory nor pids is delegated to ${base}`;
    if (!this.stepAside(base)) return `other processes share ${base}`;
    for (const controller of offered) this.handOn(controller, base);
    const controllers = this.controllersIn(base, 'cgroup.subtree_control');
    if (controllers.length === 0) return `${base} hands on no controller`;
    await this.tryOut({ base, controllers });
    return { base, controllers };
  }

  /** The cgroup whose children ours become, or why there is none. */
  private findBase(): { folder: string } | string {
    const own = this.machine.own();
    if ('none' in own) return own.none;
    const folder = basename(own.folder) === LEAF ? dirname(own.folder) : own.folder;
    return isWritable(folder) ? { folder } : `${folder} is not ours to write`;
  }

  /**
   * Leaves the base to its children. The root of the machine, which has no type, may keep its processes. Elsewhere the
   * kernel accepts `+pids` beside a process, and then lets nobody into the children: so it must be empty before.
   *
   * @returns false when others are there
   */
  private stepAside(base: string): boolean {
    const isRoot = this.files.read(join(base, 'cgroup.type')) === '';
    const inside = this.files.read(join(base, 'cgroup.procs')).split('\n').filter(Boolean);
    if (isRoot || inside.length === 0) return true;
    if (!inside.every((pid) => isOfTree(Number(pid), process.pid))) return false;
    const leaf = join(base, LEAF);
    if (!readdirSync(base).includes(LEAF)) this.files.makeFolder(leaf);
    for (const pid of inside) this.files.write(join(leaf, 'cgroup.procs'), pid);
    return true;
  }

  private handOn(controller: Controller, base: string): void {
    const file = 'cgroup.subtree_control';
    if (this.controllersIn(base, file).includes(controller)) return;
    try {
      this.files.write(join(base, file), `+${controller}`);
    } catch {
      // The other one may still be had.
    }
  }

  /** Only a process that was in such a cgroup, and was killed by it, proves that we can do it. */
  private async tryOut(taken: Taken): Promise<void> {
    const cgroup = this.childFor(newRunId(), taken);
    cgroup.make(DEFAULT_LIMITS);
    const [shell = '', ...args] = cgroup.entering(['/bin/sh', '-c', 'echo; read never']);
    const trial = spawn(shell, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {},
      timeout: TRIAL_TIMEOUT_MS,
    });
    try {
      const ended = once(trial, 'exit');
      await Promise.race([once(trial.stdout, 'data'), ended]);
      cgroup.kill();
      const [, signal]: unknown[] = await ended;
      if (signal !== 'SIGKILL') throw new Error(`${taken.base} does not hold what is put into it`);
    } finally {
      await cgroup.remove();
    }
  }

  private childFor(runId: string, taken: Taken): SessionCgroup {
    return this.child(`claude-${process.pid}-${startTimeOf(process.pid) ?? 0}-${runId}`, taken);
  }

  private child(name: string, { base, controllers }: Taken): SessionCgroup {
    return new SessionCgroup(join(base, name), controllers, this.files);
  }

  private controllersIn(base: string, file: string): Controller[] {
    const words = this.files.read(join(base, file)).trim().split(' ');
    return CONTROLLERS.filter((one) => words.includes(one));
  }
}

function inWords(controllers: readonly Controller[]): string {
  return `cgroup v2 ${controllers.join('+')}`;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
