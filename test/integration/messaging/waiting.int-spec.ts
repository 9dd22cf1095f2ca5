/** What waits: messages that cannot be sent yet, and messages that cannot be answered yet. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentsRepository, TurnRunnerService } from '#features/agents';
import {
  ConversationDeskService,
  DELIVERY_GATE,
  DeliveryDrainerService,
  type DeliveryGate,
  DeliverySendsRepository,
} from '#features/messaging';
import { newId, type Id } from '#platform/ids';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';
import { aBuyer, enqueue, see, write, type Buyer } from './support/buyers.js';

let worker: TestWorker;
let runner: TurnRunnerService;

beforeAll(async () => {
  worker = await startTestWorker({ sweep: false });
  runner = worker.app.get(TurnRunnerService, { strict: false });
});

afterAll(async () => {
  await worker?.close();
});

function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
  return worker.database.dataSource.query(sql, parameters);
}

describe('a message that cannot be sent yet', () => {
  /** As if the sweep came round again and again. */
  async function lookOften(conversationId: Id<'cnv'>): Promise<Record<string, unknown>[]> {
    const drainer = worker.app.get(DeliveryDrainerService, { strict: false });
    for (let look = 0; look < 7; look += 1) {
      await query(`update deliveries set available_at = now() where conversation_id = $1`, [
        conversationId,
      ]);
      await drainer.drain(conversationId, 'test');
    }
    return query(
      `select status, error, attempt_count from deliveries where conversation_id = $1 order by seq`,
      [conversationId],
    );
  }

  /** What the agent has answered and nobody has sent. */
  async function anAnswer(
    config: Record<string, unknown> = {},
  ): Promise<{ buyer: Buyer; id: Id<'cnv'> }> {
    const buyer = await aBuyer(worker, config);
    const id = await write(worker, buyer, 'hello');
    await enqueue(worker, buyer, id, { author: 'agent', text: 'Hi!' });
    return { buyer, id };
  }

  it('keeps its attempts while the agent is paused', async () => {
    const { buyer, id } = await anAnswer();
    const agents = worker.app.get(AgentsRepository, { strict: false });
    await agents.setStatus(buyer.seller.sellerId, 'paused');
    expect(await lookOften(id)).toEqual([
      { status: 'pending', error: 'agent_paused', attempt_count: 0 },
    ]);
    await agents.setStatus(buyer.seller.sellerId, 'active');
    expect(await lookOften(id)).toEqual([{ status: 'sent', error: null, attempt_count: 1 }]);
  });

  it('waits while its seller is suspended', async () => {
    const { buyer, id } = await anAnswer();
    await query(`update sellers set status = 'suspended' where id = $1`, [buyer.seller.sellerId]);
    expect(await lookOften(id)).toEqual([
      { status: 'pending', error: 'agent_paused', attempt_count: 0 },
    ]);
  });

  it('is taken back at once when its seller takes the conversation over', async () => {
    const { buyer, id } = await anAnswer();
    const desk = worker.app.get(ConversationDeskService, { strict: false });
    await desk.takeOver(buyer.seller.sellerId, id, null);
    expect(
      await query(`select status, error from deliveries where conversation_id = $1`, [id]),
    ).toEqual([{ status: 'cancelled', error: 'taken_over' }]);
  });

  it.each([
    [
      'a human has the conversation since',
      `update conversations set owner = 'human', owner_since = now() where id = $1`,
    ],
    ['its buyer was blocked', `update conversations set blocked_at = now() where id = $1`],
  ])('is not sent when %s, although nobody took it back', async (_, change) => {
    const { buyer, id } = await anAnswer();
    await query(change, [id]);
    expect(await lookOften(id)).toMatchObject([{ status: 'cancelled', error: 'taken_over' }]);
    await enqueue(worker, buyer, id, { author: 'human', text: 'It is me.' });
    expect(await lookOften(id)).toMatchObject([{ status: 'cancelled' }, { status: 'sent' }]);
  });

  it('is not sent when a human came right after it was written and the look at it took longer', async () => {
    const { id } = await anAnswer();
    await query(
      `update conversations set owner = 'human', owner_since =
         (select created_at + interval '1 millisecond' from deliveries where conversation_id = $1)
        where id = $1`,
      [id],
    );
    const claimed = await worker.app
      .get(DeliverySendsRepository, { strict: false })
      .claimHead(id, 'test');
    if (!claimed) throw new Error('nothing is in line');
    await new Promise((done) => setTimeout(done, 50));
    const gate = worker.app.get<DeliveryGate>(DELIVERY_GATE, { strict: false });
    expect(await gate.decide(claimed)).toMatchObject({ go: 'cancel', reason: 'taken_over' });
  });

  it('goes out with the hand-over that it came with', async () => {
    const { id } = await anAnswer();
    await query(
      `update conversations set owner = 'human', owner_since =
         (select created_at from deliveries where conversation_id = $1) where id = $1`,
      [id],
    );
    expect(await lookOften(id)).toMatchObject([{ status: 'sent' }]);
  });

  it('is given up when it is older than the seller lets answers be', async () => {
    const { id } = await anAnswer({ maxAnswerAgeMs: 60_000 });
    await query(
      `update deliveries set created_at = now() - interval '61 seconds' where conversation_id = $1`,
      [id],
    );
    expect(await lookOften(id)).toMatchObject([{ status: 'failed', error: 'too_old' }]);
  });

  it('keeps its attempts while WhatsApp is not connected', async () => {
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'hello');
    const channelId = newId('chn');
    await query(
      `insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, status, lease_owner, lease_until)
       values ($1, $2, $3, 'whatsapp', $1, 'connected', 'test', now() + interval '1 hour')`,
      [channelId, buyer.seller.sellerId, buyer.seller.agentId],
    );
    await enqueue(worker, { ...buyer, channelId }, id, { author: 'human', text: 'Hi!' });
    expect(await lookOften(id)).toEqual([
      { status: 'pending', error: 'not_connected', attempt_count: 0 },
    ]);
  });
});

describe('a message that cannot be answered yet', () => {
  it('is shown as waiting for the opening while the shop is closed', async () => {
    const hours = { days: {}, outOfHoursLine: 'We are closed.' };
    const buyer = await aBuyer(worker, { hours });
    const id = await write(worker, buyer, 'hello');
    expect(await see(worker, buyer, id)).toMatchObject({ state: 'answering' });
    await runner.run(id);
    expect(await see(worker, buyer, id)).toMatchObject({ state: 'waiting_for_opening' });
    await query(`update agents set status = 'paused' where id = $1`, [buyer.seller.agentId]);
    expect(await see(worker, buyer, id)).toMatchObject({ state: 'paused' });
  });

  it('is shown as waiting for the model while that is down', async () => {
    const buyer = await aBuyer(worker);
    worker.standins.anthropic.fail({ failure: { kind: 'error', status: 529 } });
    const id = await write(worker, buyer, 'hello');
    await runner.run(id);
    worker.standins.anthropic.reset();
    expect(await see(worker, buyer, id)).toMatchObject({ state: 'waiting_for_model' });
  });
});
