import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JsonState } from './json-state.js';

describe('JsonState', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ifa-json-state-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('gives back after a restart what was flushed before it', async () => {
    const file = join(dir, 'deep', 'state.json');
    const before = new JsonState(file, { bots: [] as string[] });
    before.value.bots.push('a');
    before.save();
    await before.flush();
    expect(new JsonState(file, { bots: ['unused'] }).value).toEqual({ bots: ['a'] });
  });

  it('keeps the last state when many flushes run at once, and leaves no draft behind', async () => {
    const file = join(dir, 'state.json');
    const state = new JsonState(file, { n: 0 });
    const writes: Promise<void>[] = [];
    for (let n = 1; n <= 20; n++) {
      state.value.n = n;
      writes.push(state.flush());
    }
    await Promise.all(writes);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ n: 20 });
    expect(readdirSync(dir)).toEqual(['state.json']);
  });

  it('starts anew from a file it cannot read, and sets that file aside', () => {
    const file = join(dir, 'state.json');
    writeFileSync(file, '{"n": 1');
    expect(new JsonState(file, { n: 7 }).value).toEqual({ n: 7 });
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe('{"n": 1');
  });

  it('writes nothing without a file', async () => {
    const state = new JsonState(null, { n: 1 });
    state.save();
    await state.flush();
    expect(readdirSync(dir)).toEqual([]);
  });
});
