/**
 * One small file per live process, so that the next boot finds what a killed worker left: processes, folders, sockets.
 * A file names its worker by pid and start time; what belongs to a worker that still lives is left alone.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RUN_MARK } from '../sandbox/cli-environment.js';
import { findByEnvironment, startTimeOf } from './process-table.js';
import { socketFolder } from '../sessions/session-directory.js';

/** Together two seconds: what is not dead by then is stuck in the kernel. */
const MOST_LOOKS = 100;
const LOOK_EVERY_MS = 20;

const entrySchema = z.object({
  worker: z.object({ pid: z.number().int(), startTime: z.string().nullable() }),
  process: z
    .object({ pid: z.number().int().positive(), startTime: z.string().nullable() })
    .nullable(),
});
type Entry = z.infer<typeof entrySchema>;

/** The files of one base directory. */
export class ProcessRegistry {
  private readonly folder: string;
  private readonly worker = { pid: process.pid, startTime: startTimeOf(process.pid) };

  constructor(private readonly baseDir: string) {
    this.folder = join(baseDir, 'pids');
  }

  /** Claims a run before its folder is made, and again with the pid once it is spawned. Synchronous: no gap. */
  record(runId: string, pid: number | null): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const entry: Entry = {
      worker: this.worker,
      process: pid === null || pid === 0 ? null : { pid, startTime: startTimeOf(pid) },
    };
    const file = this.fileOf(runId);
    writeFileSync(`${file}.tmp`, JSON.stringify(entry), { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  }

  /** The run is over and nothing of it is left. */
  async forget(runId: string): Promise<void> {
    await rm(this.fileOf(runId), { force: true });
  }

  /** Kills and removes whatever dead workers left below the base directory. Returns how many runs that were. */
  async reap(): Promise<number> {
    const runs = new Set<string>();
    for (const folder of [
      this.folder,
      join(this.baseDir, 'sessions'),
      await socketFolder(this.baseDir),
    ]) {
      for (const name of await readdir(folder).catch(() => [])) {
        const runId = /^([0-9a-f]{16})(?:\.|$)/.exec(name)?.[1];
        if (runId !== undefined) runs.add(runId);
      }
    }
    const dead = new Set<string>();
    for (const runId of runs) if (await this.killAbandoned(runId)) dead.add(runId);
    if (dead.size > 0) await killMarked(dead);
    for (const runId of dead) await this.remove(runId);
    return dead.size;
  }

  /** @returns false when its worker lives */
  private async killAbandoned(runId: string): Promise<boolean> {
    const entry = await this.read(runId);
    if (entry && isAlive(entry.worker)) return false;
    if (entry?.process && isAlive(entry.process)) killGroup(entry.process.pid);
    return true;
  }

  private async remove(runId: string): Promise<void> {
    await rm(join(this.baseDir, 'sessions', runId), {
      recursive: true,
      force: true,
      maxRetries: 3,
    });
    await rm(join(await socketFolder(this.baseDir), `${runId}.sock`), { force: true });
    await this.forget(runId);
  }

  private async read(runId: string): Promise<Entry | null> {
    try {
      return entrySchema.parse(JSON.parse(await readFile(this.fileOf(runId), 'utf8')));
    } catch {
      return null;
    }
  }

  private fileOf(runId: string): string {
    return join(this.folder, `${runId}.json`);
  }
}

/**
 * Kills what left the process group of a run but still carries its mark, and waits until it is gone: a process dies some
 * time after its SIGKILL, and what it started in between was not in the list.
 */
export async function killMarked(runIds: ReadonlySet<string>): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const found = await findByEnvironment(RUN_MARK, runIds);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
    await sleep(LOOK_EVERY_MS);
  }
}

function isAlive(one: { pid: number; startTime: string | null }): boolean {
  return one.startTime !== null && startTimeOf(one.pid) === one.startTime;
}

function killGroup(pid: number): void {
  kill(-pid);
  kill(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already, or not ours.
  }
}
