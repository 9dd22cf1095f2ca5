/**
 * An app's output: all of it goes to a file (turned over at 20 MB, one old file kept), warnings and errors also to the
 * terminal in one line each, the same one at most once a minute.
 */
import fs from 'node:fs';
import { warn } from '../ui.mjs';

const MAX_BYTES = 20_000_000;
/** pino's levels, by number and by name. */
const IMPORTANT = new Set([40, 50, 60, 'warn', 'error', 'fatal']);
const REPEAT_MS = 60_000;

/** @param {string} name @param {string} file */
export function appLog(name, file) {
  let bytes = fs.existsSync(file) ? fs.statSync(file).size : 0;
  let descriptor = fs.openSync(file, 'a', 0o600);
  let rest = '';
  /** @type {Map<string, number>} */
  const said = new Map();

  const turnOver = () => {
    fs.closeSync(descriptor);
    fs.renameSync(file, `${file}.1`);
    descriptor = fs.openSync(file, 'a', 0o600);
    bytes = 0;
  };
  /** A full disk costs lines of the log, not the apps. @param {Buffer} chunk */
  const keep = (chunk) => {
    try {
      if (bytes > MAX_BYTES) turnOver();
      bytes += fs.writeSync(descriptor, chunk);
    } catch (error) {
      summarise(
        JSON.stringify({ level: 'warn', msg: `the log ${file} loses lines: ${String(error)}` }),
      );
    }
  };
  /** @param {string} line */
  const summarise = (line) => {
    const text = importantText(line);
    if (text === null || Date.now() - (said.get(text) ?? 0) < REPEAT_MS) return;
    if (said.size > 500) said.clear();
    said.set(text, Date.now());
    warn(`${name}: ${text}`);
  };
  return {
    file,
    /** @param {Buffer} chunk */
    write: (chunk) => {
      keep(chunk);
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = (lines.pop() ?? '').slice(-20_000);
      lines.forEach(summarise);
    },
    /** @param {number} count */
    tail: (count) => fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n'),
    close: () => {
      // Late output of a child that is being ended goes nowhere; nothing else writes here.
      descriptor = fs.openSync('/dev/null', 'a');
    },
  };
}

/** What a person should see of a log line, or null. @param {string} line */
function importantText(line) {
  if (!line.startsWith('{')) return null;
  try {
    const entry = JSON.parse(line);
    if (!IMPORTANT.has(entry.level)) return null;
    const cause =
      entry.err?.message && entry.err.message !== entry.msg ? `: ${entry.err.message}` : '';
    return `${entry.context ? `[${entry.context}] ` : ''}${entry.msg ?? ''}${cause}`
      .replaceAll('\n', ' ')
      .slice(0, 300);
  } catch {
    return null;
  }
}
