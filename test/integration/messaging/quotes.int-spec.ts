import { afterAll, beforeAll, expect, it } from 'vitest';
import { TurnRunnerService } from '#features/agents';
import {
  ChannelsService,
  ConversationListRepository,
  TelegramInboundService,
} from '#features/messaging';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';
import { aBuyer } from './support/buyers.js';

let worker: TestWorker;
beforeAll(async () => {
  worker = await startTestWorker({ sweep: false });
});
afterAll(() => worker.close());

it('tells agent and seller which message a buyer answers to, quoted and cut where it is long', async () => {
  const buyer = await aBuyer(worker);
  const chatId = Number(buyer.chatId);
  const envelope = { date: Math.floor(Date.now() / 1_000), chat: { id: chatId, type: 'private' } };
  const quoted = `Blue "Mug", $28${'.'.repeat(600)}`;
  const channel = await worker.app.get(ChannelsService, { strict: false }).open(buyer.channelId);
  if (!channel) throw new Error('the bot is not connected');
  const accepted = await worker.app
    .get(TelegramInboundService, { strict: false })
    .acceptRaw(channel, {
      update_id: 1,
      message: {
        ...envelope,
        message_id: 9,
        from: { id: chatId, first_name: 'Bea' },
        text: 'Is this one in stock?',
        reply_to_message: { ...envelope, message_id: 4, text: quoted },
      },
    });
  if (!accepted) throw new Error('nothing was accepted');
  await worker.app.get(TurnRunnerService, { strict: false }).run(accepted.conversationId);

  const request = JSON.stringify(worker.standins.anthropic.requests().at(0)?.body);
  const cut = quoted.slice(0, 500);
  expect(request).toContain(JSON.stringify(JSON.stringify(cut)).slice(1, -1));
  expect(request).not.toContain('.'.repeat(500));
  const [message] = (
    await worker.app
      .get(ConversationListRepository, { strict: false })
      .listMessages(buyer.seller.sellerId, accepted.conversationId, { limit: 9, before: null })
  ).filter(({ direction }) => direction === 'in');
  expect(message).toMatchObject({ text: 'Is this one in stock?', quoted: cut });
});
