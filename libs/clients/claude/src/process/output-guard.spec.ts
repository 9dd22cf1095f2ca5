import { once } from 'node:events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OutputGuard } from './output-guard.js';

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
      const guard = new OutputGuard({ bytes: 60, lines: 8 }, () => (told += 1));
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
  const guard = new OutputGuard({ bytes: 10, lines: 10 }, () => (told += 1));
  guard.resume();
  guard.write('12345678');
  await new Promise((resolve) => setImmediate(resolve));
  guard.reset();
  guard.write('12345678');
  guard.end();
  await once(guard, 'end');
  expect(told).toBe(0);
});
