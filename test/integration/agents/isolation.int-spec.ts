import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellSecrets } from '../../isolation/told-secrets.js';
import {
  startTestWorker,
  startWorkerBeside,
  type TestWorker,
} from '../../support/apps/worker-app.js';

let first: TestWorker;
let second: TestWorker;

beforeAll(async () => {
  const input = { sweep: false, env: { AGENT_CONCURRENCY: '2' } };
  first = await startTestWorker(input);
  second = await startWorkerBeside(first, input);
});

afterAll(async () => {
  await second?.close();
  await first?.close();
});

/** `npm run isolation` in small. */
it('keeps what buyers tell apart, through restores, summaries and moves', async () => {
  const figures = await tellSecrets([first, second], 4);
  expect(figures).toMatchObject({ leaks: [], forgotten: [], moves: 8 });
  expect(figures.restored).toBeGreaterThan(4);
  expect(figures.summaries).toBeGreaterThan(0);
}, 300_000);
