/**
 * Lock files that name their holder. A lock whose holder is dead (by pid and start time) is taken over, so a
 * killed run never blocks the next one.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, isEnding, recordOf } from './processes.mjs';

/** @param {string} file @returns {Record<string, unknown> | null} */
export function readJson(file) {
  try {
    const value = JSON.parse(fs.readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

/** Replaces a file in one step, which a power cut does not undo by half. @param {string} file @param {unknown} value @param {number} [mode] */
export function writeJson(file, value, mode = 0o600) {
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode, flush: true });
  fs.renameSync(temporary, file);
}

/** @param {Record<string, unknown>} extra */
const contentOf = (extra) => ({ ...recordOf(process.pid), ...extra });

/**
 * @param {string} file @param {Record<string, unknown>} [extra]  stored beside the holder, for whoever finds the lock
 * @returns {{ holder: Record<string, unknown> } | { release: () => void, update: (extra: Record<string, unknown>) => void }}
 */
export function tryLock(file, extra = {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const claim = `${file}.${process.pid}.claim`;
  writeJson(claim, contentOf(extra));
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (tryLink(claim, file)) return held(file);
      const holder = readJson(file);
      if (holder !== null && isAlive(holder)) return { holder };
      setAside(file, holder);
    }
    return { holder: readJson(file) ?? {} };
  } finally {
    fs.rmSync(claim, { force: true });
  }
}

/**
 * Takes a dead holder's lock away. When somebody else was quicker and the lock is theirs by now, it goes back.
 * @param {string} file @param {Record<string, unknown> | null} stale
 */
function setAside(file, stale) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    fs.renameSync(file, aside);
    if (JSON.stringify(readJson(aside)) !== JSON.stringify(stale)) tryLink(aside, file);
  } catch {
    // Gone already: the next attempt sees who has it.
  }
  fs.rmSync(aside, { force: true });
}

/** @param {string} claim @param {string} file @returns {boolean} false: there is a lock */
function tryLink(claim, file) {
  try {
    fs.linkSync(claim, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function held(file) {
  return {
    release: () => {
      if (readJson(file)?.['pid'] === process.pid) fs.rmSync(file, { force: true });
    },
    /** @param {Record<string, unknown>} extra */
    update: (extra) => writeJson(file, contentOf(extra)),
  };
}

/**
 * Waits its turn, then works. `onWait` is called once when somebody else holds the lock. Waits no longer than this process
 * is to live.
 * @template T
 * @param {string} file @param {(holderPid: string) => void} onWait @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
  let told = false;
  for (;;) {
    const lock = tryLock(file);
    if ('release' in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (isEnding()) throw new Error(`stopped while it waited for ${file}`);
    if (!told) onWait(String(lock.holder['pid']));
    told = true;
    await sleep(300);
  }
}
