/**
 * One CLI process with its children: spawned in a process group of its own, and in its cgroup where there is one; its
 * output capped, ended as a group.
 * The SDK drives stdin and stdout; stderr's tail is kept for classification only.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { SpawnedProcess } from '@anthropic-ai/claude-agent-sdk';
import type { SessionCgroup } from '../cgroup/session-cgroup.js';
import { BoxedProcess, BOXED_ARGS } from './boxed-process.js';
import { OutputGuard, type OutputCaps, type Overflow } from './output-guard.js';

/** A command line that starts the CLI, sandboxed or not. */
export interface LaunchPlan {
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** The command is bubblewrap: the process in the box is another than the one that is spawned. */
  boxed: boolean;
}

/** How a process ended. */
export interface ProcessExit {
  exitCode: number | null;
  signal: string | null;
}

const STDERR_TAIL_CHARS = 4096;

/** A started process. */
export class SessionProcess {
  readonly exited: Promise<ProcessExit>;
  /** Set once the process has ended. */
  exit: ProcessExit | null = null;
  stderrTail = '';
  /** Which limit of resources the process was killed for, if any. */
  overused: string | null = null;
  private readonly child: ChildProcess;
  private readonly box: BoxedProcess | null;
  private readonly guard: OutputGuard;

  constructor(
    plan: LaunchPlan,
    caps: OutputCaps,
    private readonly cgroup: SessionCgroup | null,
  ) {
    const words = [plan.command, ...(plan.boxed ? BOXED_ARGS : []), ...plan.args];
    const [command = plan.command, ...args] = cgroup?.entering(words) ?? words;
    this.child = spawn(command, args, {
      cwd: plan.cwd,
      env: plan.env,
      stdio: ['pipe', 'pipe', 'pipe', plan.boxed ? 'pipe' : 'ignore'],
      detached: true,
    });
    this.box = plan.boxed ? new BoxedProcess(this.child) : null;
    const unread = (): number => this.child.stdin?.writableLength ?? 0;
    this.guard = new OutputGuard(caps, unread, () => this.kill());
    this.child.stdout?.pipe(this.guard);
    this.child.stdin?.on('error', () => undefined);
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.guard.countAside(text.length);
      this.stderrTail = (this.stderrTail + text).slice(-STDERR_TAIL_CHARS);
    });
    this.exited = new Promise((resolve) => {
      const end = (exitCode: number | null, signal: string | null): void => {
        // Before anybody judges what the process died of.
        if (cgroup?.ranOutOfMemory) this.overused ??= 'memory';
        this.exit ??= { exitCode, signal };
        resolve(this.exit);
      };
      this.child.once('exit', end);
      this.child.once('error', (error) => {
        this.stderrTail += `spawn: ${error.message}`;
        end(null, null);
      });
    });
  }

  /** 0 when the process could not be started. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Which output cap was exceeded, if any. */
  get overflow(): Overflow | null {
    return this.guard.exceeded;
  }

  /** A new turn begins: counts start anew. */
  resetOutput(): void {
    this.guard.reset();
  }

  /** The process in the shape the SDK wants. */
  forSdk(): SpawnedProcess {
    return new SdkProcess(this.child, this.guard, () => this.kill());
  }

  /** SIGKILL to the whole group, and to what left it. */
  kill(): void {
    this.cgroup?.kill();
    this.signal('SIGKILL');
  }

  /** Kills the process because it is over a limit. */
  killFor(what: string): void {
    this.overused ??= what;
    this.kill();
  }

  /** SIGTERM, then SIGKILL after the grace time; resolves when the process is gone, and what is in the box with it. */
  async terminate(graceMs: number): Promise<ProcessExit> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.kill(), graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
      // Members of the group may outlive its leader.
      this.kill();
      await this.box?.gone();
    }
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.pid === 0) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The group is gone already.
    }
  }
}

/** The child as the SDK wants it, but with the guarded stdout, and kills that mean the group. */
class SdkProcess extends EventEmitter implements SpawnedProcess {
  readonly stdin: Writable;

  constructor(
    private readonly child: ChildProcess,
    readonly stdout: Readable,
    private readonly killGroup: () => void,
  ) {
    super();
    if (!child.stdin) throw new Error('the process was spawned without stdin');
    this.stdin = child.stdin;
    child.on('exit', (code, signal) => this.emit('exit', code, signal));
    child.on('error', (error) => {
      if (this.listenerCount('error') > 0) this.emit('error', error);
    });
  }

  get killed(): boolean {
    return this.child.killed;
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  get signalCode(): NodeJS.Signals | null {
    return this.child.signalCode;
  }

  kill(signal: NodeJS.Signals): boolean {
    if (signal === 'SIGKILL') this.killGroup();
    return this.child.kill(signal);
  }
}
