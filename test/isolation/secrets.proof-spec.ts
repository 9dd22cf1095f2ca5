/** `npm run isolation`: 200 conversations of 3 sellers (ISOLATION_CONVERSATIONS). Prints what it saw. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestWorker, type TestWorker } from '../support/worker-app.js';
import { tellSecrets } from './told-secrets.js';

const CONVERSATIONS = Number(process.env['ISOLATION_CONVERSATIONS'] ?? 200);
let worker: TestWorker;

beforeAll(async () => {
  worker = await startTestWorker({ sweep: false, env: { AGENT_CONCURRENCY: '4' } });
});

afterAll(async () => {
  await worker?.close();
});

it('keeps what buyers tell apart, through restores and summaries', async () => {
  const figures = await tellSecrets(worker, CONVERSATIONS);
  process.stdout.write(`isolation ${JSON.stringify(figures)}\n`);
  expect(figures).toMatchObject({ leaks: [], forgotten: [] });
  expect(figures.restored).toBeGreaterThan(CONVERSATIONS);
});
