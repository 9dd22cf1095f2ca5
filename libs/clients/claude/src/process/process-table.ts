/** What /proc says about processes. Every read may find that the process is gone; then it says nothing. */
import { readdir, readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';

/** Memory and tasks of a process and all its descendants. */
export interface TreeUse {
  residentBytes: number;
  tasks: number;
}

const PAGE_BYTES = 4096;

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

/** Sums up a process tree; processes that detached themselves from it are not in it. */
export async function treeUse(pid: number): Promise<TreeUse> {
  const use: TreeUse = { residentBytes: 0, tasks: 0 };
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const tasks = await readdir(`/proc/${next}/task`).catch(() => []);
    use.tasks += tasks.length;
    use.residentBytes += await residentBytes(next);
    for (const task of tasks) waiting.push(...(await childrenOf(next, task)));
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

async function residentBytes(pid: number): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'latin1').catch(() => '');
  return Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES;
}

async function childrenOf(pid: number, task: string): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${task}/children`, 'latin1').catch(() => '');
  return list.split(' ').filter(Boolean).map(Number);
}

/** The command name stands in brackets and may hold blanks and brackets itself. */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
