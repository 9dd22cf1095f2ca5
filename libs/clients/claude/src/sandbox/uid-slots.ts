/**
 * A uid of its own for every live process when we are root, so that limits count per session and no session may touch
 * another's. The range is one that systemd's uid map leaves unused and that fits into a container's 65,536 ids.
 *
 * All workers of a machine share the range. A slot is held by a file named after the uid and its worker (pid, start time
 * and a random name): whoever wants one writes the file first and then looks who else has; of two at once at least one sees the
 * other and goes on. Files of dead workers count for nothing.
 */
import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClaudeError } from '../claude.errors.js';
import { startTimeOf } from '../process/process-table.js';

const FIRST_UID = 60_578;
const SLOTS = 600;
const FOLDER = 'claude-client-uids';

/** Who holds slots: a process of this machine, or a test's invention. */
export interface SlotOwner {
  pid: number;
  startTime: string | null;
}

/** Hands out uids; a worker has one of these. */
export class UidSlots {
  private readonly held = new Set<number>();
  private readonly name = randomBytes(4).toString('hex');
  private next: number;
  private folder: string | null = null;

  /** @param parents where the folder that all workers of a machine share may be; the first that can be written to */
  constructor(
    private readonly owner: SlotOwner = { pid: process.pid, startTime: startTimeOf(process.pid) },
    private readonly parents: readonly string[] = ['/run', tmpdir()],
  ) {
    this.next = owner.pid % SLOTS;
  }

  /** A uid that no live process of this machine's workers has. */
  take(): number {
    const folder = (this.folder ??= this.openFolder());
    for (let tried = 0; tried < SLOTS; tried += 1) {
      const uid = FIRST_UID + this.next;
      this.next = (this.next + 1) % SLOTS;
      if (!this.held.has(uid) && this.claim(folder, uid)) return uid;
    }
    throw new ClaudeError('crashed', 'no free uid: too many live sessions');
  }

  /** The process is gone. */
  release(uid: number): void {
    if (this.folder === null || !this.held.delete(uid)) return;
    rmSync(this.fileOf(this.folder, uid), { force: true });
  }

  private claim(folder: string, uid: number): boolean {
    if (this.isHeldByOthers(folder, uid)) return false;
    writeFileSync(this.fileOf(folder, uid), '', { mode: 0o600 });
    if (this.isHeldByOthers(folder, uid)) {
      rmSync(this.fileOf(folder, uid), { force: true });
      return false;
    }
    this.held.add(uid);
    return true;
  }

  private isHeldByOthers(folder: string, uid: number): boolean {
    const own = this.fileOf(folder, uid);
    const files = readdirSync(folder).filter((name) => name.startsWith(`${uid}.`));
    const others = files.map((name) => join(folder, name)).filter((file) => file !== own);
    return others.some((file) => {
      if (isAlive(file)) return true;
      // The name is a dead worker's alone: nobody else will ever write it.
      rmSync(file, { force: true });
      return false;
    });
  }

  private fileOf(folder: string, uid: number): string {
    const { pid, startTime } = this.owner;
    return join(folder, `${uid}.${pid}.${startTime ?? 'unknown'}.${this.name}`);
  }

  private openFolder(): string {
    for (const parent of this.parents) {
      const folder = join(parent, FOLDER);
      try {
        mkdirSync(folder, { mode: 0o700 });
      } catch {
        // There already, or not to be made: what is there now says it.
      }
      if (isOursAlone(folder)) return folder;
    }
    const places = this.parents.join(', ');
    throw new ClaudeError('crashed', `no folder of ours alone for the uids in use: ${places}`);
  }
}

function isOursAlone(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return false;
  return stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0;
}

function isAlive(file: string): boolean {
  const [, startTime, pid] = file.split('.').toReversed();
  return startTime !== undefined && startTimeOf(Number(pid)) === startTime;
}
