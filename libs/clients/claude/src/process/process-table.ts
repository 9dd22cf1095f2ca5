/** What /proc says about processes. Every read may find that the process is gone; then it says nothing. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

/** Memory and tasks of a process and all its descendants. */
export interface TreeUse {
  residentBytes: number;
  tasks: number;
}

const PAGE_BYTES = 4096;
/**
 * For what is read often. `readFile` takes four turns of the thread pool and 64 kB of memory for a line of /proc, which
 * costs a worker with a dozen sessions a tenth of its time; the kernel answers in microseconds.
 */
const LINE = Buffer.allocUnsafe(16 * 1024);

/** Start time in clock ticks since boot: with the pid, the identity of a process. Null when it is gone or a zombie. */
export function startTimeOf(pid: number): string | null {
  try {
    const fields = fieldsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** Whether a process is another or was started by it or by what it started. */
export function isOfTree(pid: number, root: number): boolean {
  for (let at = pid; at > 1; at = parentOf(at)) if (at === root) return true;
  return false;
}

/**
 * Sums up a process tree; processes that detached themselves from it are not in it. Stops counting behind `mostTasks`,
 * so that a tree that grows costs no more than that.
 */
export function treeUse(pid: number, mostTasks: number): TreeUse {
  const use: TreeUse = { residentBytes: 0, tasks: 0 };
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const tasks = tasksOf(next);
    use.tasks += tasks.length;
    use.residentBytes += residentBytes(next);
    if (use.tasks > mostTasks) return use;
    for (const task of tasks) waiting.push(...childrenOf(next, task));
  }
  return use;
}

/** Pids of every process whose environment holds one of `NAME=value`, as far as we may read it. One look for all. */
export async function findByEnvironment(
  name: string,
  values: ReadonlySet<string>,
): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry)) continue;
    const environ = await readFile(`/proc/${entry}/environ`, 'latin1').catch(() => '');
    const mark = environ.split('\0').find((variable) => variable.startsWith(`${name}=`));
    if (mark !== undefined && values.has(mark.slice(name.length + 1))) found.push(Number(entry));
  }
  return found;
}

function parentOf(pid: number): number {
  try {
    return Number(fieldsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'))[1] ?? 0);
  } catch {
    return 0;
  }
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function residentBytes(pid: number): number {
  return Number(lineOf(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES;
}

function childrenOf(pid: number, task: string): number[] {
  return lineOf(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number);
}

/** Its beginning, if it is longer than any that is within limits. */
function lineOf(path: string): string {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    return LINE.toString('latin1', 0, readSync(file, LINE, 0, LINE.length, 0));
  } catch {
    return '';
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** The command name stands in brackets and may hold blanks and brackets itself. */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
