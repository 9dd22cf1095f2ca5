/** What a collector of OpenTelemetry gets to see of a buyer's turn, in which the model calls a tool. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TurnRunnerService } from '#features/agents';
import { InboxService } from '#features/messaging';
import { AppError } from '#platform/errors';
import { inSpan } from '#platform/tracing';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aProduct, aSellerWithAgent } from '../../factories/seller.factory.js';
import { collectTraces } from '../../support/servers/trace-collector.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

const SECRET = 'xylophone';

let worker: TestWorker;
beforeAll(async () => {
  worker = await startTestWorker({ sweep: false });
});
afterAll(() => worker.close());

it('shows where the time of a turn goes, and no words of a person or an error', async () => {
  const seller = await aSellerWithAgent(worker.database.dataSource);
  await aProduct(worker.database.dataSource, seller.sellerId, { title: `Blue ${SECRET} Mug` });
  const channel = await aTelegramChannel(worker, seller);
  worker.standins.telegram.person(channel.token, { id: Number(channel.chatId) });
  const words = aBuyersMessage({ seller, ...channel }, `Do you have a blue ${SECRET} mug?`);
  const inbox = worker.app.get(InboxService, { strict: false });
  const { conversationId } = await inbox.accept(words);

  const collected = await collectTraces();
  await worker.app.get(TurnRunnerService, { strict: false }).run(conversationId);
  const refused = inSpan('a failure', {}, () =>
    Promise.reject(new AppError({ kind: 'invalid', code: 'test.refused', message: SECRET })),
  );
  await expect(refused).rejects.toThrow(SECRET);
  const { spans, service, text } = await collected();

  expect(text).not.toContain(SECRET);
  expect(service).toBe('ifa-test');
  const parentOf = (name: string): string | undefined => {
    const span = spans.find((one) => one.name === name);
    return spans.find(({ spanId }) => spanId === span?.parentSpanId)?.name;
  };
  expect(Object.fromEntries(spans.map(({ name }) => [name, parentOf(name)]))).toEqual({
    turn: undefined,
    'open session': 'turn',
    'collect messages': 'turn',
    'start run': 'turn',
    'ask agent': 'turn',
    [`chat ${worker.config.model.name}`]: 'ask agent',
    'execute_tool search_products': 'ask agent',
    'commit run': 'turn',
    'send telegram': 'turn',
    'a failure': undefined,
  });
  expect(spans.find(({ name }) => name === 'a failure')?.status.message).toBe('test.refused');
});
