/**
 * The folder of one session process: everything it may write. Made 0700 below the base directory, removed at the end.
 * Holds the CLI's config (with the transcript, which is personal data), home, temp and an empty working directory.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { chown, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path a unix socket can have on Linux is 107 bytes. */
const SOCKET_PATH_BYTES = 100;

/** The CLI makes one; whatever else lies there is not its own. */
const MOST_PROJECTS = 16;

const PARTS = ['config', 'home', 'tmp', 'work', 'cache'] as const;

/** Paths as the process sees them: the same as ours, or `/session/...` inside the sandbox. */
export interface SessionPaths {
  root: string;
  config: string;
  home: string;
  tmp: string;
  work: string;
  cache: string;
}

/** One session's folder on the host. */
export class SessionDirectory {
  readonly paths: SessionPaths;

  private constructor(
    /** Unique per process, not per session: a leftover never meets its successor. */
    readonly runId: string,
    root: string,
    readonly socketPath: string,
  ) {
    this.paths = pathsBelow(root);
  }

  /** Makes the folder; `owner` is the uid of the process when it is not ours. */
  static async create(baseDir: string, runId: string, owner?: number): Promise<SessionDirectory> {
    const root = join(baseDir, 'sessions', runId);
    const socketPath = join(await socketFolder(baseDir), `${runId}.sock`);
    const directory = new SessionDirectory(runId, root, socketPath);
    await mkdir(join(baseDir, 'sessions'), { recursive: true, mode: 0o700 });
    await mkdir(root, { mode: 0o700 });
    for (const part of PARTS) await mkdir(join(root, part), { mode: 0o700 });
    if (owner !== undefined) await giveTo(owner, directory.paths);
    return directory;
  }

  /** Writes the transcript where a process with working directory `work` looks for it. */
  async writeTranscript(
    sessionId: string,
    work: string,
    transcript: Buffer,
    owner?: number,
  ): Promise<void> {
    const projects = join(this.paths.config, 'projects');
    const folder = join(projects, work.replace(/[^a-zA-Z0-9]/g, '-'));
    const file = join(folder, `${sessionId}.jsonl`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, transcript, { mode: 0o600 });
    if (owner === undefined) return;
    for (const path of [projects, folder, file]) await chown(path, owner, owner);
  }

  /**
   * The transcript as the process left it, or null. Nothing but a file of its own is read: the process made this tree.
   * Read at once, without the thread pool: a buyer waits for it, and seven hops there and back take longer.
   */
  readTranscript(sessionId: string, limitBytes: number): Buffer | null {
    const projects = join(this.paths.config, 'projects');
    for (const folder of foldersIn(projects).slice(0, MOST_PROJECTS)) {
      const file = join(projects, folder, `${sessionId}.jsonl`);
      const found = readPlainFile(file, { below: this.paths.root, limitBytes });
      if (found) return found;
    }
    return null;
  }

  /** Removes folder and socket. */
  async remove(): Promise<void> {
    await rm(this.paths.root, { recursive: true, force: true, maxRetries: 3 });
    await rm(this.socketPath, { force: true });
  }
}

/** A name for a new run: 16 hex digits. */
export function newRunId(): string {
  return randomBytes(8).toString('hex');
}

/** The paths below a root, ours or the sandbox's. */
export function pathsBelow(root: string): SessionPaths {
  return {
    root,
    config: join(root, 'config'),
    home: join(root, 'home'),
    tmp: join(root, 'tmp'),
    work: join(root, 'work'),
    cache: join(root, 'cache'),
  };
}

/** Where sockets live: below the base directory, or in a short-named 0700 folder when that path is too long. */
export async function socketFolder(baseDir: string): Promise<string> {
  const near = join(baseDir, 'sockets');
  const name = createHash('sha256').update(baseDir).digest('hex').slice(0, 12);
  const folder =
    Buffer.byteLength(near) + 22 <= SOCKET_PATH_BYTES ? near : join(tmpdir(), `claude-gw-${name}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stat = await lstat(folder);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o077) !== 0) {
    throw new Error(`${folder} must be a folder of this user that nobody else can enter`);
  }
  return folder;
}

async function giveTo(owner: number, paths: SessionPaths): Promise<void> {
  for (const path of Object.values(paths)) await chown(path, owner, owner);
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readPlainFile(
  file: string,
  { below, limitBytes }: { below: string; limitBytes: number },
): Buffer | null {
  const fd = openPlain(file);
  if (fd === null) return null;
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.nlink !== 1 || stat.size > limitBytes) return null;
    if (!liesBelow(fd, below)) return null;
    // No more than was there: the process may still write.
    const buffer = Buffer.allocUnsafe(stat.size);
    return buffer.subarray(0, readSync(fd, buffer, 0, stat.size, 0));
  } finally {
    closeSync(fd);
  }
}

function openPlain(file: string): number | null {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}

/** A folder on the way may be a link to somewhere else; what was opened in the end is what counts. */
function liesBelow(fd: number, root: string): boolean {
  if (process.platform !== 'linux') return true;
  return readlinkSync(`/proc/self/fd/${fd}`).startsWith(`${realpathSync(root)}/`);
}
