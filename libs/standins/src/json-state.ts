/**
 * What a stand-in must remember across a restart of `npm start` (tokens, bots, chats), as one JSON file.
 * Written whole, to a neighbour file that is then renamed, so a kill at any moment leaves the old or the new state.
 * A file that cannot be read is set aside as `<file>.broken`: a demo must start, and nothing is deleted.
 */
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const SAVE_DELAY_MS = 50;

/** One JSON document with debounced, atomic saving. With `file` null it lives in memory only. */
export class JsonState<T> {
  /** The state itself; mutate it and call `save()`. */
  value: T;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  /**
   * @param file where to keep it, or null for memory only
   * @param initial used when there is no readable file
   * @param parse checks what was read (a zod schema's `parse`, say); by default it is taken as it is
   */
  constructor(
    private readonly file: string | null,
    initial: T,
    parse: (raw: unknown) => T = (raw) => z.custom<T>().parse(raw),
  ) {
    this.value = file === null ? initial : load(file, initial, parse);
  }

  /** Writes soon (within about 50 ms); many calls make one write. Never throws. */
  save(): void {
    if (this.file === null || this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.write().catch(() => undefined);
    }, SAVE_DELAY_MS);
  }

  /** Writes now and resolves when it is on disk. Rejects when the file cannot be written. */
  async flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    await this.write();
  }

  private write(): Promise<void> {
    const { file } = this;
    if (file === null) return Promise.resolve();
    const next = this.writing
      .catch(() => undefined)
      .then(async () => {
        const draft = `${file}.${process.pid}.tmp`;
        await writeFile(draft, JSON.stringify(this.value), { mode: 0o600 });
        await rename(draft, file);
      });
    this.writing = next;
    return next;
  }
}

function load<T>(file: string, initial: T, parse: (raw: unknown) => T): T {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return initial;
  }
  try {
    return parse(JSON.parse(text));
  } catch {
    renameSync(file, `${file}.broken`);
    return initial;
  }
}
