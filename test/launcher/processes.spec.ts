import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { endProcess, isAlive, recordOf, run } from '../../scripts/lib/run/processes.mjs';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that says "up" and then stays; `code` runs before. */
async function startChild(code = ''): Promise<{ pid: number; startedAt: string }> {
  const script = `${code}; setInterval(() => {}, 1000); console.log('up')`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  if (child.stdout !== null) await once(child.stdout, 'data');
  const record = recordOf(child.pid ?? 0);
  if (record === null) throw new Error('the child is gone');
  return record;
}

it('leaves a process alone whose pid fits and whose start time does not', async () => {
  const record = await startChild();
  const stranger = { ...record, startedAt: 'another life' };
  expect(isAlive(stranger)).toBe(false);
  await endProcess(stranger, [{ signal: 'SIGKILL', waitMs: 1_000 }]);
  expect(isAlive(record)).toBe(true);
});

it('ends a process that does not listen to the first signal', async () => {
  const record = await startChild(`process.on('SIGTERM', () => {})`);
  const gone = await endProcess(record, [
    { signal: 'SIGTERM', waitMs: 200 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ]);
  expect(gone).toBe(true);
  expect(isAlive(record)).toBe(false);
});

it('gives the exit code and the output of a command, and 127 for one that is not there', async () => {
  const found = await run(process.execPath, ['-e', 'console.log("hi"); process.exit(3)']);
  expect(found).toMatchObject({ code: 3, stdout: 'hi\n' });
  expect(await run('/no/such/program', [])).toMatchObject({ code: 127 });
});
