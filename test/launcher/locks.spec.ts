import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tryLock, withLock } from '../../scripts/lib/run/locks.mjs';
import { recordOf } from '../../scripts/lib/run/processes.mjs';
import { tempFolder } from '../support/temp-folder.js';

const lockFile = (): string => join(tempFolder(), 'a.lock');

it('names the holder to whoever comes second, and is free again after release', () => {
  const file = lockFile();
  const first = tryLock(file, { url: 'http://127.0.0.1:8080' });
  const second = tryLock(file);
  expect(second).toMatchObject({ holder: { pid: process.pid, url: 'http://127.0.0.1:8080' } });
  if ('release' in first) first.release();
  expect(tryLock(file)).toHaveProperty('release');
});

it('takes over from a holder that is dead, also when its pid is somebody else now', () => {
  const file = lockFile();
  writeFileSync(file, JSON.stringify({ ...recordOf(process.pid), startedAt: 'another life' }));
  expect(tryLock(file)).toHaveProperty('release');
});

it('takes over a lock that was half written', () => {
  const file = lockFile();
  writeFileSync(file, '{"pid": 1');
  expect(tryLock(file)).toHaveProperty('release');
});

it('lets those who wait in one after the other', async () => {
  const file = lockFile();
  let inside = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    expect(inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    inside -= 1;
  };
  const waiting = (): void => undefined;
  await Promise.all([withLock(file, waiting, work), withLock(file, waiting, work)]);
});
