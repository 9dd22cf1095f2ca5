import { expect, it } from 'vitest';
import { StartGate } from './start-gate.js';

it('runs at most as many at once as it has places, in order, also after failures', async () => {
  const gate = new StartGate(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const tasks = [0, 1, 2, 3, 4, 5].map((n) =>
    gate.run(async () => {
      order.push(n);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (n % 2 === 0) throw new Error('no start');
    }),
  );
  await Promise.allSettled(tasks);
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
});
