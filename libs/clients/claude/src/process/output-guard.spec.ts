import { once } from 'node:events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OutputGuard } from './output-guard.js';

const CAPS = { bytes: 10, lines: 10, unreadBytes: 10 };
const nothing = (): number => 0;

async function pour(guard: OutputGuard, chunks: string[]): Promise<string> {
  let passed = '';
  guard.setEncoding('utf8').on('data', (text: string) => (passed += text));
  for (const chunk of chunks) guard.write(chunk);
  guard.end();
  await once(guard, 'end');
  return passed;
}

it('never passes more than its caps, and tells once', async () => {
  const chunks = fc.array(fc.stringMatching(/^[a-z\n]{0,20}$/), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(chunks, async (given) => {
      let told = 0;
      const guard = new OutputGuard({ ...CAPS, bytes: 60, lines: 8 }, nothing, () => (told += 1));
      const passed = await pour(guard, given);
      const whole = given.join('');
      const over = whole.length > 60 || whole.split('\n').length - 1 > 8;
      expect(passed.length).toBeLessThanOrEqual(60);
      expect(passed.split('\n').length - 1).toBeLessThanOrEqual(8);
      expect(told).toBe(over ? 1 : 0);
      expect(guard.exceeded === null).toBe(!over);
      if (!over) expect(passed).toBe(whole);
    }),
  );
});

it('counts a new turn from nothing', async () => {
  let told = 0;
  const guard = new OutputGuard({ ...CAPS, bytes: 10 }, nothing, () => (told += 1));
  guard.resume();
  guard.write('12345678');
  await new Promise((resolve) => setImmediate(resolve));
  guard.reset();
  guard.write('12345678');
  guard.end();
  await once(guard, 'end');
  expect(told).toBe(0);
});

it('ends one that asks on and on and reads no answer', async () => {
  let waiting = 10;
  let told = 0;
  const guard = new OutputGuard(
    { ...CAPS, bytes: 100 },
    () => waiting,
    () => (told += 1),
  );
  guard.resume();
  guard.write('a');
  await new Promise((resolve) => setImmediate(resolve));
  expect(guard.exceeded).toBeNull();
  waiting = 11;
  guard.write('b');
  await new Promise((resolve) => setImmediate(resolve));
  expect([guard.exceeded, told]).toEqual(['unreadBytes', 1]);
});

it('counts what goes to stderr with the rest', () => {
  let told = 0;
  const guard = new OutputGuard(CAPS, nothing, () => (told += 1));
  guard.countAside(11);
  guard.countAside(11);
  expect([guard.exceeded, told]).toEqual(['bytes', 1]);
});
