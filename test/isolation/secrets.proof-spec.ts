/** `npm run isolation`: 200 conversations of 3 sellers on 2 workers (ISOLATION_CONVERSATIONS). Prints what it saw. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestWorker, startWorkerBeside, type TestWorker } from '../support/apps/worker-app.js';
import { tellSecrets } from './told-secrets.js';

const CONVERSATIONS = Number(process.env['ISOLATION_CONVERSATIONS'] ?? 200);
let first: TestWorker;
let second: TestWorker;

beforeAll(async () => {
  const input = { sweep: false, env: { AGENT_CONCURRENCY: '4' } };
  first = await startTestWorker(input);
  second = await startWorkerBeside(first, input);
});

afterAll(async () => {
  await second?.close();
  await first?.close();
});

it('keeps what buyers tell apart, through restores, summaries and moves', async () => {
  const figures = await tellSecrets([first, second], CONVERSATIONS);
  process.stdout.write(`isolation ${JSON.stringify(figures)}\n`);
  expect(figures).toMatchObject({ leaks: [], forgotten: [], moves: 2 * CONVERSATIONS });
  expect(figures.restored).toBeGreaterThan(CONVERSATIONS);
  expect(figures.summaries).toBeGreaterThan(0);
}, 3_600_000);
