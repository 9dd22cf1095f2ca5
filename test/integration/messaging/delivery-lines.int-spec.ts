/** The messages that stand in the line of a conversation: what goes before what, and what is said only once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConversationDeskService, DeliverySendsRepository } from '#features/messaging';
import type { Id } from '#platform/ids';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';
import { aBuyer, enqueue, write } from './support/buyers.js';

let worker: TestWorker;

beforeAll(async () => {
  worker = await startTestWorker({ sweep: false });
});

afterAll(async () => {
  await worker?.close();
});

function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
  return worker.database.dataSource.query(sql, parameters);
}

describe('messages in the line of a conversation', () => {
  it('are sent one by one, by one worker at a time, and only who sends one says how it went', async () => {
    const sends = worker.app.get(DeliverySendsRepository, { strict: false });
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'hello');
    await enqueue(worker, buyer, id, { author: 'agent', text: 'first' });
    await enqueue(worker, buyer, id, { author: 'agent', text: 'second' });
    const first = await sends.claimHead(id, 'one');
    if (!first) throw new Error('nothing is in line');
    expect(first.body).toBe('first');
    expect(await sends.claimHead(id, 'two')).toBeNull();

    expect(await sends.settle(first.id, 'two', { status: 'failed' })).toBe(false);
    expect(await sends.claimHead(id, 'two')).toBeNull();
    expect(await sends.settle(first.id, 'one', { status: 'sent' })).toBe(true);
    expect(await sends.claimHead(id, 'two')).toMatchObject({ body: 'second' });
  });

  it('hold up what is behind them, and nothing of another seller, while the first cannot be sent', async () => {
    const stuck = await aBuyer(worker);
    const first = await write(worker, stuck, 'hello');
    await enqueue(worker, stuck, first, { author: 'agent', text: 'Hi!' });
    await enqueue(worker, stuck, first, { author: 'agent', text: 'Are you there?' });
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
    await enqueue(worker, other, waiting, { author: 'agent', text: 'Hi!' });

    const sends = worker.app.get(DeliverySendsRepository, { strict: false });
    expect(await sends.listDueConversationsAcrossSellers(50, 'test')).toEqual([waiting]);
    await query(`delete from conversations where agent_id = $1`, [stuck.seller.agentId]);
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
    await enqueue(worker, buyer, id, {
      author: 'system',
      text: 'We are closed.',
      line: 'out_of_hours',
    });
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
