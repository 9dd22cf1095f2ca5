/** A seller who answers a buyer of their WhatsApp number themselves, from the phone or in the dashboard. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHANNEL_DRIVERS, ConversationDeskService, type ChannelDriver } from '#features/messaging';
import { newId, type Id } from '#platform/ids';
import { eventually } from '../../support/eventually.js';
import type { TestWorker } from '../../support/apps/worker-app.js';
import {
  aLinkedNumber,
  aNumber,
  answersTo,
  startWhatsappWorker,
} from './support/whatsapp-scene.js';

describe('a chat of WhatsApp', () => {
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startWhatsappWorker();
  });

  afterAll(async () => {
    await worker.close();
  });

  function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  it('is the seller’s within a second when they write from the phone, also in a chat they begin', async () => {
    const linked = await aLinkedNumber(worker);
    const buyer = aNumber();
    await worker.standins.whatsapp.send(linked.number, buyer, 'Hi, your parcel is on its way');
    const [conversation] = await eventually('the takeover', async () => {
      const rows = await query(`select id, owner from conversations where channel_id = $1`, [
        linked.channelId,
      ]);
      return rows[0]?.['owner'] === 'human' ? rows : null;
    });
    await worker.standins.whatsapp.send(buyer, linked.number, 'Thank you!');
    await eventually('the message', async () => {
      const rows = await query(`select status from agent_inbox where conversation_id = $1`, [
        conversation?.['id'],
      ]);
      return rows.length === 1;
    });
    const deliveries = await query(
      `select author, status from deliveries where conversation_id = $1`,
      [conversation?.['id']],
    );
    expect(deliveries).toEqual([{ author: 'phone', status: 'sent' }]);
  });

  it('leaves unsaid what the agent is just writing when the seller answers from the phone', async () => {
    const linked = await aLinkedNumber(worker);
    const buyer = aNumber();
    const { whatsapp, anthropic } = worker.standins;
    const owner = async (): Promise<unknown> =>
      (
        await query(`select owner from conversations where channel_id = $1`, [linked.channelId])
      )[0]?.['owner'];
    let asked = 0;
    const stop = anthropic.onRequest(async () => {
      asked += 1;
      await whatsapp.send(linked.number, buyer, 'I am here myself');
      await eventually('the takeover', async () => (await owner()) === 'human');
    });
    await whatsapp.send(buyer, linked.number, 'Anybody there?');
    await eventually('the end of the run', async () => {
      const runs = await query(
        `select r.finished_at from agent_runs r join conversations c on c.id = r.conversation_id where c.channel_id = $1`,
        [linked.channelId],
      );
      return runs.length === 1 && runs[0]?.['finished_at'] !== null;
    });
    stop();
    expect(asked).toBe(1);
    expect(answersTo(worker, linked, buyer)).toEqual(['I am here myself']);
    expect(
      await query(`select author, status from deliveries where channel_id = $1`, [
        linked.channelId,
      ]),
    ).toEqual([{ author: 'phone', status: 'sent' }]);
  });

  it('leaves unsaid what waits to be typed when the seller takes over', async () => {
    const linked = await aLinkedNumber(worker);
    const buyer = aNumber();
    await worker.standins.whatsapp.send(buyer, linked.number, 'Hello?');
    await eventually('an answer', () => answersTo(worker, linked, buyer).length === 1);
    const [conversation] = await query(`select id from conversations where channel_id = $1`, [
      linked.channelId,
    ]);
    const conversationId = conversation?.['id'] as Id<'cnv'>;

    const driver = whatsappDriver();
    const send = driver.send.bind(driver);
    const desk = worker.app.get(ConversationDeskService, { strict: false });
    // The line has been asked whether it may go by now.
    vi.spyOn(driver, 'send').mockImplementationOnce(async (channel, message) => {
      await desk.takeOver(linked.seller.sellerId, conversationId, null);
      return send(channel, message);
    });
    const deliveryId = newId('out');
    await query(
      `insert into deliveries (id, seller_id, conversation_id, channel_id, author, status, seq, body)
       values ($1, $2, $3, $4, 'agent', 'pending', 1_000, 'One thing more.')`,
      [deliveryId, linked.seller.sellerId, conversationId, linked.channelId],
    );
    const settled = await eventually('an end', async () => {
      const [row] = await query(`select status, error from deliveries where id = $1`, [deliveryId]);
      return row?.['status'] === 'cancelled' || row?.['status'] === 'delivered' ? row : null;
    });
    expect(settled).toEqual({ status: 'cancelled', error: 'taken_over' });
    expect(answersTo(worker, linked, buyer)).toHaveLength(1);
  });

  function whatsappDriver(): ChannelDriver {
    const drivers: ChannelDriver[] = worker.app.get(CHANNEL_DRIVERS, { strict: false });
    const driver = drivers.find(({ platform }) => platform === 'whatsapp');
    if (!driver) throw new Error('no driver');
    return driver;
  }
});
