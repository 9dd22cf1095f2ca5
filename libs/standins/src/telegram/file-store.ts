/** The bytes of pictures and voice notes people send; on disk next to the state, or in memory without a folder. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A stored file as getFile names it. */
export interface StoredFile {
  fileId: string;
  /** Relative, as in `/file/bot<token>/<path>`. */
  path: string;
  fileBytes: number;
}

/** Files by their id; the id tells the path, so that nothing else must be remembered. */
export class FileStore {
  private readonly inMemory = new Map<string, Buffer>();

  constructor(private readonly folder: string | null) {
    if (folder !== null) mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Keeps the bytes under a new id; `kind` (photos, voice) is the folder the Bot API shows. */
  async put(kind: string, extension: string, bytes: Buffer): Promise<StoredFile> {
    const fileId = `${kind}-${randomBytes(12).toString('hex')}-${bytes.length}-${extension}`;
    if (this.folder === null) this.inMemory.set(fileId, bytes);
    else await writeFile(join(this.folder, fileId), bytes, { mode: 0o600 });
    return { fileId, path: pathOf(fileId), fileBytes: bytes.length };
  }

  /** The file of this id, or null when it is none of ours. */
  find(fileId: string): StoredFile | null {
    const match = FILE_ID.exec(fileId);
    return match && { fileId, path: pathOf(fileId), fileBytes: Number(match[1]) };
  }

  /** The bytes behind a path, or null. */
  async read(path: string): Promise<Buffer | null> {
    const fileId = path.replace(/^[a-z]+\//, '').replace(/\.[a-z0-9]+$/, '');
    if (!FILE_ID.test(fileId)) return null;
    if (this.folder === null) return this.inMemory.get(fileId) ?? null;
    return readFile(join(this.folder, fileId)).catch(() => null);
  }
}

const FILE_ID = /^[a-z]+-[\da-f]{24}-(\d+)-[a-z\d]+$/;

function pathOf(fileId: string): string {
  const [kind = 'files', , , extension = 'bin'] = fileId.split('-');
  return `${kind}/${fileId}.${extension}`;
}
