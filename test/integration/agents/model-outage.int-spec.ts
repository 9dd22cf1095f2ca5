import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InboxService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/worker-app.js';

describe('a model that is down for a while', () => {
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startTestWorker();
  });

  afterAll(async () => {
    await worker.close();
  });

  it('loses nothing, says nothing wrong, and answers everything when it is back', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const channel = await aTelegramChannel(worker, seller);
    const inbox = worker.app.get(InboxService, { strict: false });
    worker.standins.anthropic.setMode('instant');
    worker.standins.anthropic.fail({ failure: { kind: 'error', status: 529 }, forMs: 6_000 });
    const conversations: Id<'cnv'>[] = [];
    for (let k = 0; k < 8; k += 1) {
      const message = aBuyersMessage(
        { seller, ...channel, chatId: String(7_000 + k) },
        `hello ${k}`,
      );
      conversations.push((await inbox.accept(message)).conversationId);
    }
    await eventually(
      'every message answered',
      async () => {
        const [left]: { open: number }[] = await worker.database.dataSource.query(
          `select count(*)::int as open from agent_inbox where agent_id = $1 and status <> 'done'`,
          [seller.agentId],
        );
        return left?.open === 0;
      },
      60_000,
    );
    const lines: { author: string; body: string }[] = await worker.database.dataSource.query(
      `select author, body from deliveries where conversation_id = any($1)`,
      [conversations],
    );
    expect(lines.map((line) => line.author)).toEqual(conversations.map(() => 'agent'));
    expect(lines.filter((line) => /529|overloaded|error/i.test(line.body))).toEqual([]);
  }, 90_000);
});
