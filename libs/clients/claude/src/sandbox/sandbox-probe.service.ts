/**
 * Finds out, by trying, how processes can be contained here. Docker and Ubuntu 24.04 restrict user namespaces, a
 * container may lack the right to mount: only a real start of the real binary proves the sandbox.
 */
import { execFile } from 'node:child_process';
import { access, constants, lstat, mkdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { DelegatedCgroups } from '../cgroup/delegated-cgroups.js';
import { findClaudeBinary } from './claude-binary.js';
import { ClaudeError } from '../claude.errors.js';
import {
  CLAUDE_OPTIONS,
  DEFAULT_LIMITS,
  type ClaudeClientOptions,
  type SandboxMode,
} from '../claude-options.js';
import { planLaunch, type Containment, type PlainContainment } from './launch-plan.js';
import type { BwrapContainment, RootEntry } from './sandbox-arguments.js';
import { newRunId, SessionDirectory } from '../sessions/session-directory.js';
import { UidSlots } from './uid-slots.js';

/** Answer of the probe. `reason` says in a sentence why there is no sandbox. */
export interface SandboxReport {
  ok: boolean;
  reason?: string;
  bwrapPath?: string;
  /** Which way works: `drop` (root, a uid per session) or `userns`. */
  privilege?: 'drop' | 'userns';
}

const run = promisify(execFile);
/** A start takes 0.6 s; on a machine with much else to do, a hundred times that was seen. */
const PROBE_TIMEOUT_MS = 60_000;
const TOO_SLOW = 'it took too long';
const SEARCHED = ['/usr/bin', '/bin', '/usr/local/bin', '/usr/sbin', '/sbin', '/opt/homebrew/bin'];
const ROOT_FOLDERS = ['/usr/lib', '/usr/lib64', '/usr/lib32', '/lib', '/lib64', '/lib32'];

/** Proves the sandbox once per process and hands out the containment to use. */
@Injectable()
export class SandboxProbe {
  private found: Promise<BwrapContainment | string> | null = null;

  constructor(
    @Inject(CLAUDE_OPTIONS) private readonly options: ClaudeClientOptions,
    private readonly cgroups: DelegatedCgroups,
  ) {}

  /** What limits memory and number of the processes here, sandbox or not. A worker asks before it starts anything. */
  limits(): Promise<string> {
    return this.cgroups.limits();
  }

  /** Whether the sandbox works here; `doctor` and the boot print it. */
  async check(): Promise<SandboxReport> {
    this.found ??= this.findOrAskAgain();
    const found = await this.found;
    if (typeof found === 'string') return { ok: false, reason: found };
    return { ok: true, bwrapPath: found.bwrapPath, privilege: found.privilege };
  }

  /** The containment for a mode. Throws ClaudeError `sandbox_unavailable` when it is required and not to be had. */
  async resolve(mode: SandboxMode): Promise<Containment> {
    if (mode === 'off') return this.plain();
    this.found ??= this.findOrAskAgain();
    const found = await this.found;
    if (typeof found !== 'string') return found;
    if (mode === 'required') throw new ClaudeError('sandbox_unavailable', found);
    return this.plain();
  }

  private async plain(): Promise<PlainContainment> {
    const [setprivPath, prlimitPath] = [await findTool('setpriv'), await findTool('prlimit')];
    return { kind: 'plain', setprivPath, prlimitPath };
  }

  /** A machine that was only too slow is asked again the next time. */
  private async findOrAskAgain(): Promise<BwrapContainment | string> {
    const found = await this.find();
    if (typeof found === 'string' && found.endsWith(TOO_SLOW)) this.found = null;
    return found;
  }

  private async find(): Promise<BwrapContainment | string> {
    if (process.platform !== 'linux') return `bubblewrap needs Linux, this is ${process.platform}`;
    const bwrapPath = this.options.bwrapPath ?? (await findTool('bwrap'));
    if (bwrapPath === null) return 'bubblewrap (bwrap) is not installed';
    const base = {
      kind: 'bwrap' as const,
      bwrapPath,
      setprivPath: await findTool('setpriv'),
      prlimitPath: await findTool('prlimit'),
      libraries: await libraries(),
      readOnlyPaths: this.options.readOnlyPaths ?? [],
    };
    const asRoot = process.getuid?.() === 0 && base.setprivPath !== null;
    const ways = asRoot ? (['drop', 'userns'] as const) : (['userns'] as const);
    let reason = '';
    for (const privilege of ways) {
      const failure = await this.fails({ ...base, privilege });
      if (failure === null) return { ...base, privilege };
      reason = failure;
    }
    return `bubblewrap does not work here: ${reason}`;
  }

  private async fails(containment: BwrapContainment): Promise<string | null> {
    const slots = new UidSlots();
    const uid = containment.privilege === 'drop' ? slots.take() : undefined;
    await mkdir(this.options.baseDir, { recursive: true, mode: 0o700 });
    const directory = await SessionDirectory.create(
      this.options.baseDir,
      `probe-${newRunId()}`.slice(0, 16),
      uid,
    );
    try {
      await writeFile(directory.socketPath, '');
      const { command, args } = planLaunch(containment, {
        claudePath: findClaudeBinary(),
        cliArgs: ['--version'],
        env: { HOME: '/session/home', PATH: '/usr/bin' },
        directory,
        limits: DEFAULT_LIMITS,
        uid,
      });
      await run(command, args, { env: {}, timeout: PROBE_TIMEOUT_MS, killSignal: 'SIGKILL' });
      return null;
    } catch (error) {
      return firstLine(error);
    } finally {
      await directory.remove();
      if (uid !== undefined) slots.release(uid);
    }
  }
}

function firstLine(error: unknown): string {
  if (error instanceof Error && 'killed' in error && error.killed === true) return TOO_SLOW;
  const stderr =
    typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : '';
  return (stderr.trim() || String(error)).split('\n', 1)[0]?.slice(0, 200) ?? 'unknown';
}

async function findTool(name: string): Promise<string | null> {
  for (const folder of SEARCHED) {
    const path = join(folder, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}

async function libraries(): Promise<RootEntry[]> {
  const entries: RootEntry[] = [];
  for (const path of ROOT_FOLDERS) {
    const stat = await lstat(path).catch(() => null);
    if (stat?.isSymbolicLink()) entries.push({ link: path, target: await readlink(path) });
    else if (stat?.isDirectory()) entries.push({ bind: path });
  }
  return entries;
}
