import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AgentsService,
  SellerChatService,
  TurnNudgerService,
  TurnRunnerService,
} from '#features/agents';
import { InboxService } from '#features/messaging';
import { newId, type Id } from '#platform/ids';
import { aProduct, aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import {
  startTestWorker,
  startWorkerBeside,
  type TestWorker,
} from '../../support/apps/worker-app.js';

describe('a turn, from a stored message to its answer', () => {
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
  });

  afterAll(async () => {
    await worker.close();
  });

  async function ask(sellerId: Id<'sel'>, text: string): Promise<Id<'cnv'>> {
    const chat = worker.app.get(SellerChatService, { strict: false });
    const accepted = await chat.send(sellerId, {
      text,
      source: 'dashboard',
      idempotencyKey: null,
      senderName: '',
    });
    return accepted.conversationId;
  }

  function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  it('answers from the catalogue with the real CLI, and remembers the turn before', async () => {
    const { sellerId } = await aSellerWithAgent(worker.database.dataSource);
    await aProduct(worker.database.dataSource, sellerId, {
      title: 'Blue Stoneware Mug',
      priceMinor: 2800,
    });
    const runner = worker.app.get(TurnRunnerService, { strict: false });

    const conversationId = await ask(sellerId, 'Do you have a blue mug?');
    expect(await runner.run(conversationId)).toBe(true);

    const [delivery] = await query(
      'select body, status from deliveries where conversation_id = $1',
      [conversationId],
    );
    expect(delivery?.['body']).toContain('Blue Stoneware Mug');
    expect(delivery?.['body']).toContain('28.00');

    await ask(sellerId, 'How much is it?');
    await runner.run(conversationId);
    const runs = await query(
      'select status, warm, session_id from agent_runs where conversation_id = $1 order by id',
      [conversationId],
    );
    expect(runs.map((run) => run['status'])).toEqual(['completed', 'completed']);
    expect(runs[1]?.['warm']).toBe(true);
    expect(runs[1]?.['session_id']).toBe(runs[0]?.['session_id']);
    const request = worker.standins.anthropic.requests().at(-1);
    expect(JSON.stringify(request?.body)).toContain('Do you have a blue mug?');
  });

  it('takes a message in once, however often it is delivered at the same time', async () => {
    const { sellerId, agentId } = await aSellerWithAgent(worker.database.dataSource);
    const inbox = worker.app.get(InboxService, { strict: false });
    const message = {
      sellerId,
      agentId,
      channelId: null,
      kind: 'seller' as const,
      chatId: sellerId,
      externalId: 'update:1',
      payload: { text: 'hello', senderId: '1', senderName: 'A', sentAt: new Date().toISOString() },
      source: 'api',
    };

    const accepted = await Promise.all(Array.from({ length: 50 }, () => inbox.accept(message)));

    expect(new Set(accepted.map((one) => one.inboxId)).size).toBe(1);
    expect(accepted.filter((one) => !one.duplicate)).toHaveLength(1);
  });

  it('is found and answered through the queue', async () => {
    const { sellerId } = await aSellerWithAgent(worker.database.dataSource);
    const conversationId = await ask(sellerId, 'Hello there');
    worker.app
      .get(TurnNudgerService, { strict: false })
      .onAccepted({ conversationId, sellerId, warmWorker: null });

    await eventually('an answer', async () => {
      const [row] = await query(`select 1 from deliveries where conversation_id = $1`, [
        conversationId,
      ]);
      return row;
    });
  });

  it('names the session of the chat in which the seller spoke last', async () => {
    const { sellerId, agentId } = await aSellerWithAgent(worker.database.dataSource);
    const [first, second] = [randomUUID(), randomUUID()];
    for (const [sessionId, daysAgo] of [
      [first, 2],
      [second, 1],
      [randomUUID(), 3],
    ] as const) {
      const id = newId('cnv');
      await query(
        `insert into conversations (id, seller_id, agent_id, kind, external_id) values ($1, $2, $3, 'seller', $1)`,
        [id, sellerId, agentId],
      );
      await query(
        `insert into agent_sessions (conversation_id, agent_id, session_id, last_run_at)
         values ($1, $2, $3, now() - $4 * interval '1 day')`,
        [id, agentId, sessionId, daysAgo],
      );
    }
    const agents = worker.app.get(AgentsService, { strict: false });
    expect(await agents.sellerSession(agentId)).toMatchObject({ sessionId: second });
  });

  it('ends after AGENT_MAX_TURN_MS', async () => {
    const { sellerId } = await aSellerWithAgent(worker.database.dataSource);
    const conversationId = await ask(sellerId, 'Hello there');
    const hasty = await startWorkerBeside(worker, {
      sweep: false,
      env: { AGENT_MAX_TURN_MS: '1000' },
    });
    worker.standins.anthropic.fail({ failure: { kind: 'hang' } });
    await hasty.app.get(TurnRunnerService, { strict: false }).run(conversationId);
    worker.standins.anthropic.reset();
    await hasty.close();
    expect(
      await query(`select error from agent_runs where conversation_id = $1`, [conversationId]),
    ).toEqual([{ error: 'timeout' }]);
  });
});
