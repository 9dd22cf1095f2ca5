import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClaudeError } from '../claude.errors.js';
import { startTimeOf } from '../process/process-table.js';
import { UidSlots } from './uid-slots.js';

const alive = { pid: process.pid, startTime: startTimeOf(process.pid) };
const parent = { pid: process.ppid, startTime: startTimeOf(process.ppid) };
const dead = { pid: process.pid, startTime: '1' };
let folder: string;

describe('the uids of a machine', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'uid-slots-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const files = async (): Promise<string[]> => readdir(join(folder, 'claude-client-uids'));

  it('are never given to two workers', () => {
    const workers = [new UidSlots(alive, [folder]), new UidSlots(parent, [folder])];
    const uids = workers.flatMap((slots) => Array.from({ length: 300 }, () => slots.take()));
    expect(new Set(uids).size).toBe(600);
    expect(() => workers[0]?.take()).toThrow(ClaudeError);
  });

  it('are never given to two clients of one worker', () => {
    const clients = [new UidSlots(alive, [folder]), new UidSlots(alive, [folder])];
    const uids = clients.flatMap((slots) => Array.from({ length: 20 }, () => slots.take()));
    expect(new Set(uids).size).toBe(40);
  });

  it('are free again when their process is gone', async () => {
    const slots = new UidSlots(alive, [folder]);
    slots.release(slots.take());
    expect(await files()).toEqual([]);
  });

  it('are free again when their worker is gone', async () => {
    const uid = new UidSlots(dead, [folder]).take();
    expect(new UidSlots(alive, [folder]).take()).toBe(uid);
    expect(await files()).toHaveLength(1);
  });

  it('are kept where there is room for it', () => {
    expect(new UidSlots(alive, ['/proc/nowhere', folder]).take()).toBeGreaterThan(60_000);
    expect(() => new UidSlots(alive, ['/proc/nowhere']).take()).toThrow(ClaudeError);
  });
});
