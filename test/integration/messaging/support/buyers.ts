/** Buyers who write to the Telegram bots of sellers of their own, for specs that run turns by hand. */
import {
  ConversationListRepository,
  InboxService,
  type ListedConversation,
  OutboxService,
  type OutgoingAnswer,
} from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../../../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../../../factories/seller.factory.js';
import type { TestWorker } from '../../../support/apps/worker-app.js';

export interface Buyer {
  seller: TestSeller;
  channelId: Id<'chn'>;
  chatId: string;
  token: string;
}

/** A buyer of a seller of their own. */
export async function aBuyer(
  worker: TestWorker,
  config: Record<string, unknown> = {},
): Promise<Buyer> {
  const seller = await aSellerWithAgent(worker.database.dataSource, { config });
  return { seller, ...(await aTelegramChannel(worker, seller)) };
}

/** The message arrives; nobody answers it yet. */
export async function write(worker: TestWorker, buyer: Buyer, text: string): Promise<Id<'cnv'>> {
  worker.standins.telegram.person(buyer.token, { id: Number(buyer.chatId) }).send(text);
  const inbox = worker.app.get(InboxService, { strict: false });
  return (await inbox.accept(aBuyersMessage(buyer, text))).conversationId;
}

/** What stands in the line of the conversation from now on; nobody sends it yet. */
export async function enqueue(
  worker: TestWorker,
  { seller, channelId }: Buyer,
  conversationId: Id<'cnv'>,
  answer: Pick<OutgoingAnswer, 'author' | 'text' | 'line'>,
): Promise<void> {
  const outbox = worker.app.get(OutboxService, { strict: false });
  await worker.database.dataSource.transaction((manager) =>
    outbox.enqueue(manager, { ...seller, channelId, conversationId, runId: null, ...answer }),
  );
}

/** The conversation as its seller sees it in the list. */
export async function see(
  worker: TestWorker,
  buyer: Buyer,
  id: string,
): Promise<ListedConversation> {
  const list = worker.app.get(ConversationListRepository, { strict: false });
  const found = await list.find(buyer.seller.sellerId, id);
  if (!found) throw new Error('no such conversation');
  return found;
}
