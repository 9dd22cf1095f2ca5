import { describe, expect, it } from 'vitest';
import { BriefMemory } from './brief-memory.js';

function memoryAt(start: number, maxEntries = 10) {
  const clock = { nowMs: start };
  const memory = new BriefMemory<number>(500, maxEntries, () => clock.nowMs);
  let loads = 0;
  const load = async (): Promise<number> => {
    loads += 1;
    return loads;
  };
  return { clock, memory, load };
}

describe('BriefMemory', () => {
  it('answers from memory until the answer is as old as allowed, then asks again', async () => {
    const { clock, memory, load } = memoryAt(1000);

    expect(await memory.get('a', load)).toBe(1);
    clock.nowMs = 1499;
    expect(await memory.get('a', load)).toBe(1);
    clock.nowMs = 1500;
    expect(await memory.get('a', load)).toBe(2);
  });

  it('counts the age from the question, so a slow answer is not kept longer', async () => {
    const { clock, memory, load } = memoryAt(0);
    const slow = Promise.withResolvers<number>();

    const first = memory.get('a', () => slow.promise);
    clock.nowMs = 600;
    expect(await memory.get('a', load)).toBe(1);
    slow.resolve(99);
    expect(await first).toBe(99);
    expect(await memory.get('a', load)).toBe(1);
  });

  it('asks once for questions that come together', async () => {
    const { memory, load } = memoryAt(0);

    expect(await Promise.all([memory.get('a', load), memory.get('a', load)])).toEqual([1, 1]);
  });

  it('does not remember a failure', async () => {
    const { memory, load } = memoryAt(0);

    await expect(memory.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await memory.get('a', load)).toBe(1);
  });

  it('asks again for what it was told to forget', async () => {
    const { memory, load } = memoryAt(0);

    await memory.get('a', load);
    memory.forget('a');
    expect(await memory.get('a', load)).toBe(2);
  });

  it('holds no more than its limit, dropping the oldest', async () => {
    const { memory, load } = memoryAt(0, 2);

    for (const key of ['a', 'b', 'c']) await memory.get(key, load);
    expect(memory.size).toBe(2);
    expect(await memory.get('c', load)).toBe(3);
    expect(await memory.get('a', load)).toBe(4);
  });
});
