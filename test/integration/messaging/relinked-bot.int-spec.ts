import { expect, it } from 'vitest';
import { ChannelsService, DeliveryDrainerService, TelegramLinkService } from '#features/messaging';
import { eventually } from '../../support/eventually.js';
import { startTestWorker } from '../../support/apps/worker-app.js';
import { aBuyer, enqueue, write } from './support/buyers.js';

it('a bot that is connected anew is not ended by what its earlier token was refused', async () => {
  const worker = await startTestWorker({ sweep: false });
  const buyer = await aBuyer(worker);
  const { seller, channelId, token } = buyer;
  const id = await write(worker, buyer, 'hello');
  await enqueue(worker, buyer, id, { author: 'human', text: 'Hi!' });
  const status = async (): Promise<string> => {
    const channels = worker.app.get(ChannelsService, { strict: false });
    return (await channels.get(seller.sellerId, channelId)).status;
  };
  const before = await status();
  worker.standins.telegram.fault({ method: 'sendMessage', status: 401, delayMs: 2_000 });
  const drainer = worker.app.get(DeliveryDrainerService, { strict: false });
  const draining = drainer.drain(id, 'test');
  await eventually('the call', async () => {
    const sending = `select 1 from deliveries where conversation_id = $1 and status = 'sending'`;
    const found: unknown[] = await worker.database.dataSource.query(sending, [id]);
    return found.length > 0;
  });
  await worker.app.get(TelegramLinkService, { strict: false }).linkBot(seller, token);
  await draining;
  expect(await status()).toBe(before);

  // What the link of now is refused ends it.
  await enqueue(worker, buyer, id, { author: 'human', text: 'Hi again!' });
  worker.standins.telegram.fault({ method: 'sendMessage', status: 401 });
  await drainer.drain(id, 'test');
  expect(await status()).toBe('disconnected');
  await worker.close();
});
