/**
 * Files that only we may read, written whole or not at all. Remembers how it left each of them, so that a later look
 * at an untouched one costs a single `lstat`, however large it is.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';

interface Left {
  hash: string;
  /** Changes with every write, rename or change of mode, whoever makes it. */
  fingerprint: string;
}

export class PrivateFiles {
  private readonly left = new Map<string, Left>();

  /** Makes the file hold `text`, mode 0600, unless it does already. */
  async put(path: string, text: string): Promise<void> {
    const hash = createHash('sha256').update(text).digest('base64url');
    const known = this.left.get(path);
    if (known?.hash === hash && (await this.isAsLeft(path))) return;
    if ((await readPlain(path)) !== text) await replace(path, text);
    this.left.set(path, { hash, fingerprint: await fingerprintOf(path) });
  }

  /** Whether nobody has touched a file since this process wrote it. */
  async isAsLeft(path: string): Promise<boolean> {
    const known = this.left.get(path);
    return known !== undefined && known.fingerprint === (await fingerprintOf(path));
  }
}

/** A folder, not a link to one, that only we can enter. */
export async function ownFolder(path: string): Promise<void> {
  const stat = await lstat(path).catch(() => null);
  if (stat && !stat.isDirectory()) await rm(path, { force: true });
  if (!stat?.isDirectory()) await mkdir(path, { recursive: true, mode: 0o700 });
  if (stat && (stat.mode & 0o777) !== 0o700) await chmod(path, 0o700);
}

async function replace(path: string, text: string): Promise<void> {
  const next = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  await writeFile(next, text, { mode: 0o600 });
  if ((await lstat(path).catch(() => null))?.isDirectory()) await rm(path, { recursive: true });
  await rename(next, path);
}

async function fingerprintOf(path: string): Promise<string> {
  const stat = await lstat(path, { bigint: true }).catch(() => null);
  return stat ? [stat.ino, stat.size, stat.mode, stat.mtimeNs, stat.ctimeNs].join(':') : 'missing';
}

/** What stands in a file of ours; null for a link, for one that others may read, and for none. */
async function readPlain(path: string): Promise<string | null> {
  const stat = await lstat(path).catch(() => null);
  if (!stat?.isFile() || (stat.mode & 0o777) !== 0o600) return null;
  return readFile(path, 'utf8').catch(() => null);
}
