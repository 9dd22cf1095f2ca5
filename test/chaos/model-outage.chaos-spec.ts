/** `npm run chaos:model`: the model is down for ten minutes (OUTAGE_SECONDS), in real time. Prints what became of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestWorker, type TestWorker } from '../support/apps/worker-app.js';
import { sitOutAnOutage } from './model-outage.js';

const OUTAGE_SECONDS = Number(process.env['OUTAGE_SECONDS'] ?? 600);
const CONVERSATIONS = 40;
let worker: TestWorker;

beforeAll(async () => {
  worker = await startTestWorker();
});

afterAll(async () => {
  await worker?.close();
});

it('loses nothing, apologises at most once, and answers everything within half of that time', async () => {
  const outageMs = OUTAGE_SECONDS * 1_000;
  const figures = await sitOutAnOutage(worker, {
    outageMs,
    conversations: CONVERSATIONS,
    patienceMs: outageMs / 2,
  });
  process.stdout.write(`chaos:model ${JSON.stringify(figures)}\n`);
  expect(figures).toMatchObject({ lost: 0, wrongLines: [] });
  expect(figures.doneAfterMs).not.toBeNull();
  expect(figures.mostApologies).toBeLessThanOrEqual(1);
}, 3_600_000);
