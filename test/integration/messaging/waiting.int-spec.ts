/** What waits: messages that cannot be sent yet, messages that cannot be answered yet, and the lines said meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentsRepository, TurnRunnerService } from '#features/agents';
import {
  ConversationDeskService,
  DeliveryDrainerService,
  DeliverySendsRepository,
  OutboxService,
  type OutgoingAnswer,
} from '#features/messaging';
import { newId, type Id } from '#platform/ids';
import { startTestWorker, type TestWorker } from '../../support/worker-app.js';
import { aBuyer, see, write, type Buyer } from './support/buyers.js';

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

async function enqueue(
  buyer: Buyer,
  conversationId: Id<'cnv'>,
  answer: Pick<OutgoingAnswer, 'author' | 'text' | 'line'>,
): Promise<void> {
  const { seller, channelId } = buyer;
  const outbox = worker.app.get(OutboxService, { strict: false });
  await worker.database.dataSource.transaction((manager) =>
    outbox.enqueue(manager, { ...seller, channelId, conversationId, runId: null, ...answer }),
  );
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
    return query(`select status, error, attempt_count from deliveries where conversation_id = $1`, [
      conversationId,
    ]);
  }

  it('holds up what is behind it, and nothing of another seller', async () => {
    const stuck = await aBuyer(worker);
    const first = await write(worker, stuck, 'hello');
    await enqueue(stuck, first, { author: 'agent', text: 'Hi!' });
    await enqueue(stuck, first, { author: 'agent', text: 'Are you there?' });
    await query(
      `update deliveries set available_at = now() + case when seq = 1 then 1 else -1 end * interval '1 hour'
        where conversation_id = $1`,
      [first],
    );
    await query(
      `insert into conversations
       select more.* from conversations c, generate_series(1, 60) n,
              jsonb_populate_record(c, jsonb_build_object('id', 'cnv_' || n, 'external_id', 'buyer ' || n)) more
        where c.id = $1`,
      [first],
    );
    await query(
      `insert into deliveries
       select more.* from deliveries d, generate_series(1, 60) n,
              jsonb_populate_record(d, jsonb_build_object('id', d.id || n, 'conversation_id', 'cnv_' || n)) more
        where d.conversation_id = $1`,
      [first],
    );
    const other = await aBuyer(worker);
    const waiting = await write(worker, other, 'hello');
    await enqueue(other, waiting, { author: 'agent', text: 'Hi!' });

    const sends = worker.app.get(DeliverySendsRepository, { strict: false });
    expect(await sends.listDueConversationsAcrossSellers(50, 'test')).toEqual([waiting]);
    await query(`delete from conversations where agent_id = $1`, [stuck.seller.agentId]);
  });

  it('keeps its attempts while the agent is paused', async () => {
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'hello');
    await enqueue(buyer, id, { author: 'agent', text: 'Hi!' });
    const agents = worker.app.get(AgentsRepository, { strict: false });
    await agents.setStatus(buyer.seller.sellerId, 'paused');
    expect(await lookOften(id)).toEqual([
      { status: 'pending', error: 'agent_paused', attempt_count: 0 },
    ]);
    await agents.setStatus(buyer.seller.sellerId, 'active');
    expect(await lookOften(id)).toEqual([{ status: 'sent', error: null, attempt_count: 1 }]);
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
    await enqueue({ ...buyer, channelId }, id, { author: 'human', text: 'Hi!' });
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

describe('a line of ours', () => {
  const linesIn = async (id: Id<'cnv'>): Promise<unknown[]> => {
    const rows = await query(
      `select line || ': ' || status as line from deliveries
        where conversation_id = $1 and author = 'system' order by seq`,
      [id],
    );
    return rows.map(({ line }) => line);
  };
  const limitedIn = (id: Id<'cnv'>): Promise<unknown[]> =>
    query(
      `select 1 from agent_events where event_type = 'buyer.limited' and conversation_id = $1`,
      [id],
    );
  const letTimePass = (id: Id<'cnv'>): Promise<unknown[]> =>
    query(
      `update conversations set limited_until = null, owner = 'ai', human_until = null where id = $1`,
      [id],
    );

  it('is not held back by another, nor by one that was taken back', async () => {
    const buyer = await aBuyer(worker, { buyerMessagesPerMinute: 1 });
    const id = await write(worker, buyer, 'hello');
    await enqueue(buyer, id, { author: 'system', text: 'We are closed.', line: 'out_of_hours' });
    await write(worker, buyer, 'hello?');
    expect(await linesIn(id)).toEqual(['out_of_hours: pending', 'too_many_messages: pending']);

    const desk = worker.app.get(ConversationDeskService, { strict: false });
    await desk.takeOver(buyer.seller.sellerId, id, null);
    await letTimePass(id);
    await write(worker, buyer, 'hello??');
    expect((await linesIn(id)).at(-1)).toBe('too_many_messages: pending');
    expect(await linesIn(id)).toHaveLength(3);
  });

  it('is said once, and the seller sees each time that a buyer is held back', async () => {
    const buyer = await aBuyer(worker, { buyerMessagesPerMinute: 1 });
    const id = await write(worker, buyer, 'hello');
    await write(worker, buyer, 'hello?');
    expect(await limitedIn(id)).toHaveLength(1);
    await letTimePass(id);
    await write(worker, buyer, 'hello??');
    expect(await linesIn(id)).toEqual(['too_many_messages: pending']);
    expect(await limitedIn(id)).toHaveLength(2);
  });
});
