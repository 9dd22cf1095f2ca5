/** What one seller has, or does not look after, keeps no other seller from being told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EscalationService, NotificationsService } from '#features/messaging';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';
import { aWaitingBuyer } from './support/waiting-buyer.js';

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

describe('a seller among others', () => {
  it('is told although another has much to be told, at an address that never answers', async () => {
    const silent = createServer();
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const notifications = worker.app.get(NotificationsService, { strict: false });
    const busy = await aSellerWithAgent(worker.database.dataSource);
    await notifications.change(busy.sellerId, {
      email: false,
      webhookUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`,
    });
    await query(
      `insert into seller_notifications (id, seller_id, target, kind, topic, body, available_at)
       select gen_random_uuid(), $1, 'webhook', 'not_answered', 'topic ' || n, 'news', now() - interval '1 hour'
         from generate_series(1, 200) n`,
      [busy.sellerId],
    );
    const { seller } = await aWaitingBuyer(worker, 0);

    const telling = notifications.tell();
    await eventually('the other seller is told', async () => {
      const [told] = await query(`select status from seller_notifications where seller_id = $1`, [
        seller.sellerId,
      ]);
      return told?.['status'] === 'sent';
    });

    const closed = new Promise((done) => silent.close(done));
    silent.closeAllConnections();
    await Promise.all([telling, closed]);
    await query(`delete from seller_notifications where seller_id = $1`, [busy.sellerId]);
  });

  it('is told again although many wait longer for another, who wants to hear of it later', async () => {
    const patient = await aWaitingBuyer(worker, 60, { escalateAfterMs: 7 * 24 * 3_600_000 });
    await query(
      `insert into conversations
       select more.* from conversations c, generate_series(1, 250) n,
              jsonb_populate_record(c, jsonb_build_object('id', 'cnv_' || n, 'external_id', 'buyer ' || n)) more
        where c.id = $1`,
      [patient.id],
    );
    const late = await aWaitingBuyer(worker, 31);
    await worker.app.get(EscalationService, { strict: false }).look();
    const escalated = await query(
      `select id from conversations where escalated_at is not null and seller_id = any($1)`,
      [[patient.seller.sellerId, late.seller.sellerId]],
    );
    expect(escalated).toEqual([{ id: late.id }]);
  });
});
