/** A buyer who waits for a human. */
import { InboxService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../../../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../../../factories/seller.factory.js';
import type { TestWorker } from '../../../support/apps/worker-app.js';

/** One who has asked for a human `minutes` ago, of a seller of their own. */
export async function aWaitingBuyer(
  worker: TestWorker,
  minutes: number,
  config: Record<string, unknown> = {},
): Promise<{ seller: TestSeller; id: Id<'cnv'> }> {
  const seller = await aSellerWithAgent(worker.database.dataSource, { config });
  const channel = await aTelegramChannel(worker, seller);
  const { conversationId } = await worker.app
    .get(InboxService, { strict: false })
    .accept(aBuyersMessage({ seller, ...channel }, 'SECRET-WORDS of a buyer'));
  await worker.database.dataSource.query(
    `update conversations set owner = 'human', owner_since = now(),
            human_requested_at = now() - $2 * interval '1 minute' where id = $1`,
    [conversationId, minutes],
  );
  return { seller, id: conversationId };
}
