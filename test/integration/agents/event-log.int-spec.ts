import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventLogService, EventRetentionService } from '#features/agents';
import { ConversationLeasesRepository, InboxService } from '#features/messaging';
import { inTransaction } from '#platform/database';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

const WRITERS = 8;
const WRITES = 25;

describe('the activity log', () => {
  let worker: TestWorker;
  let log: EventLogService;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
    log = worker.app.get(EventLogService, { strict: false });
  });

  afterAll(async () => {
    await worker.close();
  });

  it('shows a reader every event once and in order, however many write at the same time', async () => {
    const { dataSource } = worker.database;
    const { agentId } = await aSellerWithAgent(dataSource);
    let isWriting = true;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let k = 0; k < WRITES; k += 1) {
        await inTransaction(dataSource, async (manager) => {
          // Slow and quick transactions, so that they do not commit in the order in which they began.
          await sleep(writer);
          const events = [1, 2].map((part) => ({
            type: 'tested',
            content: `${writer} ${k} ${part}`,
          }));
          await log.append(manager, agentId, null, events);
        });
      }
    });
    const seen: { seq: number; content: string }[] = [];
    const reader = (async () => {
      for (;;) {
        const last = !isWriting;
        seen.push(...(await log.listAfter(agentId, seen.at(-1)?.seq ?? 0, 7)));
        if (last && seen.length === WRITERS * WRITES * 2) return;
      }
    })();
    await Promise.all(writers);
    isWriting = false;
    await reader;
    expect(seen.map((event) => event.seq)).toEqual(seen.map((_, index) => index + 1));
    expect(new Set(seen.map((event) => event.content)).size).toBe(seen.length);
  });

  it('takes a line about a conversation that somebody holds locked, who then writes one too', async () => {
    const { dataSource } = worker.database;
    const { sellerId, agentId } = await aSellerWithAgent(dataSource);
    const inbox = worker.app.get(InboxService, { strict: false });
    const { conversationId } = await inbox.accept({
      sellerId,
      agentId,
      channelId: null,
      kind: 'seller',
      chatId: 'dashboard',
      externalId: 'first',
      payload: { text: 'Hello', senderId: sellerId, senderName: '', sentAt: '' },
      source: 'api',
    });
    const leases = worker.app.get(ConversationLeasesRepository, { strict: false });
    const held = await leases.claim(conversationId, 'somebody');
    if (!held) throw new Error('the conversation is not due');
    await inTransaction(dataSource, async (manager) => {
      await leases.assertHeld(manager, held);
      await log.note(agentId, conversationId, [{ type: 'tested', content: 'meanwhile' }]);
      await log.append(manager, agentId, conversationId, [{ type: 'tested', content: 'last' }]);
    });
    const told = await log.list(agentId, { limit: 2 });
    expect(told.map((event) => event.content)).toEqual(['last', 'meanwhile']);
  });

  it('forgets what is older than it has to be, and nothing else', async () => {
    const { dataSource } = worker.database;
    const { agentId } = await aSellerWithAgent(dataSource);
    await log.write(agentId, null, [{ type: 'tested', content: 'old' }]);
    await log.write(agentId, null, [{ type: 'tested', content: 'young' }]);
    await dataSource.query(
      `update agent_events set created_at = now() - interval '91 days' where agent_id = $1 and content = 'old'`,
      [agentId],
    );
    const retention = worker.app.get(EventRetentionService, { strict: false });
    await retention.forgetOldAcrossSellers(90);
    const left = await log.list(agentId, { limit: 10 });
    expect(left.map((event) => event.content)).toEqual(['young']);
    await log.write(agentId, null, [{ type: 'tested', content: 'next' }]);
    expect((await log.listAfter(agentId, 2, 10)).map((event) => event.content)).toEqual(['next']);
  });
});
