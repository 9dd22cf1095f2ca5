/**
 * Processes that outlive the one that started them. A bare pid is never trusted: it is written down together
 * with its start time, so that a pid the system has given to somebody else meanwhile is left alone.
 */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {{ pid: number, startedAt: string }} ProcessRecord  startedAt is opaque: compare, do not parse */

/** Start time of a living process in a form that no other process ever shares, or null. @param {number} pid @returns {string | null} */
export function startTimeOf(pid) {
  if (!Number.isInteger(pid) || pid <= 1) return null;
  try {
    if (process.platform === 'linux') {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z' || fields[0] === 'X') return null;
      const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot}:${fields[19]}`;
    }
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        stdio: 'pipe',
      }).trim() || null
    );
  } catch {
    return null;
  }
}

/** @param {number} pid @returns {ProcessRecord | null} */
export function recordOf(pid) {
  const startedAt = startTimeOf(pid);
  return startedAt === null ? null : { pid, startedAt };
}

/** True while exactly that process lives. @param {unknown} record */
export function isAlive(record) {
  if (
    typeof record !== 'object' ||
    record === null ||
    !('pid' in record) ||
    !('startedAt' in record)
  ) {
    return false;
  }
  return typeof record.pid === 'number' && startTimeOf(record.pid) === record.startedAt;
}

/** @param {ProcessRecord} record @param {NodeJS.Signals} signal @param {boolean} group */
function signalTo(record, signal, group) {
  if (!isAlive(record)) return;
  try {
    process.kill(group ? -record.pid : record.pid, signal);
  } catch {
    // Gone meanwhile, or not ours to signal: the caller's wait finds out.
  }
}

/** @param {ProcessRecord} record @param {number} timeoutMs */
async function waitGone(record, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(record)) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

/**
 * Ends a process by a list of ever harder signals. The last one goes to its process group as well, or every one.
 * @param {ProcessRecord} record
 * @param {{ signal: NodeJS.Signals, waitMs: number }[]} ladder
 * @param {{ group?: boolean }} [options]
 * @returns {Promise<boolean>} true when it is gone
 */
export async function endProcess(record, ladder, { group = false } = {}) {
  for (const [index, { signal, waitMs }] of ladder.entries()) {
    const isLast = index > 0 && index === ladder.length - 1;
    if (isLast || group) signalTo(record, signal, true);
    signalTo(record, signal, false);
    if (await waitGone(record, waitMs)) return true;
  }
  return !isAlive(record);
}

/** The exit code of a command that a signal has ended. */
const ENDED = 128;

/** @type {Set<import('node:child_process').ChildProcess>} */
const commands = new Set();
let ending = false;

/** Whether this process is to end: nothing is begun any more. */
export const isEnding = () => ending;

/** Ends what run() is waiting for. What would come next is not started: it counts as ended at once. */
export function endRunningCommands() {
  ending = true;
  for (const child of commands) child.kill('SIGTERM');
}

/**
 * Runs a command to its end and gives its output. Never throws for a bad exit.
 * @param {string} command @param {string[]} args @param {import('node:child_process').SpawnOptions & { input?: string, echo?: boolean }} [options] echo: also to the terminal, as it comes
 * @returns {Promise<{ code: number, stdout: string, output: string }>} code 127 when it cannot be started
 */
export function run(command, args, options = {}) {
  if (ending) return Promise.resolve({ code: ENDED, stdout: '', output: '' });
  return new Promise((resolve) => {
    const { input, echo = false, ...spawnOptions } = options;
    const child = spawn(command, args, { ...spawnOptions, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
      if (echo) process.stdout.write(chunk);
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
      if (echo) process.stderr.write(chunk);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
    commands.add(child);
    child.once('error', (error) =>
      resolve({ code: 127, stdout, output: `${output}${error.message}` }),
    );
    child.once('close', (code, signal) => {
      commands.delete(child);
      resolve({ code: code ?? (signal ? ENDED : 1), stdout, output });
    });
  });
}
