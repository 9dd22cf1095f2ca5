import { expect, it } from 'vitest';
import { TestChatService, TurnRunnerService } from '#features/agents';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker } from '../../support/apps/worker-app.js';

it('a test chat that is forgotten during its run is paid for, and holds no money back', async () => {
  const worker = await startTestWorker({ sweep: false });
  const { dataSource } = worker.database;
  const { sellerId } = await aSellerWithAgent(dataSource);
  const tests = worker.app.get(TestChatService, { strict: false });
  const runner = worker.app.get(TurnRunnerService, { strict: false });
  const { conversationId } = await tests.send(sellerId, 'Do you have a mug?');
  let requests = 0;
  worker.standins.anthropic.onRequest(async () => {
    requests += 1;
    // The first has been paid for: the run goes on with what its tool has found.
    if (requests === 2) await tests.forget(sellerId);
  });
  await eventually('the second request', async () => {
    await runner.run(conversationId);
    return requests >= 2;
  });

  const [month]: { spent: string; reserved: string }[] = await dataSource.query(
    `select spent_micros as spent, reserved_micros as reserved from budget_months where seller_id = $1`,
    [sellerId],
  );
  expect([Number(month?.spent) > 0, Number(month?.reserved)]).toEqual([true, 0]);
  await worker.close();
});
