import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellSecrets } from '../../isolation/told-secrets.js';
import { startTestWorker, type TestWorker } from '../../support/worker-app.js';

let worker: TestWorker;

beforeAll(async () => {
  worker = await startTestWorker({ sweep: false, env: { AGENT_CONCURRENCY: '2' } });
});

afterAll(async () => {
  await worker?.close();
});

/** `npm run isolation` in small. */
it('keeps what buyers tell apart, through restores and summaries', async () => {
  const figures = await tellSecrets(worker, 9);
  expect(figures).toMatchObject({ leaks: [], forgotten: [] });
  expect(figures.restored).toBeGreaterThan(9);
  expect(figures.summaries).toBeGreaterThan(0);
}, 300_000);
