import { afterAll, beforeAll, expect, it } from 'vitest';
import { sitOutAnOutage } from '../../chaos/model-outage.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

let worker: TestWorker;

beforeAll(async () => {
  worker = await startTestWorker();
});

afterAll(async () => {
  await worker?.close();
});

/** `npm run chaos:model` in small. */
it('a model that is down for a while loses nothing and gets nobody an apology', async () => {
  const figures = await sitOutAnOutage(worker, {
    outageMs: 4_000,
    conversations: 6,
    patienceMs: 60_000,
  });
  expect(figures).toMatchObject({ messages: 12, lost: 0, mostApologies: 0, wrongLines: [] });
  expect(figures.doneAfterMs).not.toBeNull();
  expect(figures.asked).toBeGreaterThan(0);
}, 90_000);
