/** A linked Telegram bot of the stand-in, and what buyers write to it. */
import { randomInt } from 'node:crypto';
import { TelegramLinkService, type IncomingMessage } from '#features/messaging';
import type { Id } from '#platform/ids';
import type { TestWorker } from '../support/apps/worker-app.js';
import type { TestSeller } from './seller.factory.js';

/** Links a fresh bot of the stand-in; `chatId` is a buyer who has started it. */
export async function aTelegramChannel(
  worker: TestWorker,
  seller: TestSeller,
): Promise<{ channelId: Id<'chn'>; chatId: string; token: string }> {
  const bot = worker.standins.telegram.createBot({ name: 'Shop' });
  const channel = await worker.app
    .get(TelegramLinkService, { strict: false })
    .linkBot(seller, bot.token);
  return { channelId: channel.id, chatId: String(randomInt(1_000, 1_000_000)), token: bot.token };
}

/** As a channel hands it to the inbox. */
export function aBuyersMessage(
  buyer: { seller: TestSeller; channelId: Id<'chn'>; chatId: string },
  text: string,
): IncomingMessage {
  return {
    ...buyer.seller,
    channelId: buyer.channelId,
    kind: 'buyer',
    chatId: buyer.chatId,
    externalId: `update:${randomInt(1, 2 ** 40)}`,
    payload: { text, senderId: buyer.chatId, senderName: 'Bea', sentAt: new Date().toISOString() },
    source: 'telegram',
  };
}
