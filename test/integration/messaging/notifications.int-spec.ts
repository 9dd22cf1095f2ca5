import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TurnRunnerService } from '#features/agents';
import { ShopNoticesRepository } from '#features/etsy';
import { EscalationService, InboxService, NotificationsService } from '#features/messaging';
import { ShopNoticeTeller } from '../../../apps/worker/src/etsy/shop-notice-teller.service.js';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';
import { aWaitingBuyer } from './support/waiting-buyer.js';

describe('what a seller is told', () => {
  let worker: TestWorker;
  let receiver: Server;
  const posts: { body: string; headers: Record<string, string> }[] = [];

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const headers = Object.entries(request.headers).map(([name, value]) => [
          name,
          String(value),
        ]);
        posts.push({ body, headers: Object.fromEntries(headers) });
        response.end();
      });
    });
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  });

  afterAll(async () => {
    await worker.close();
    await new Promise((done) => receiver.close(done));
  });

  function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  it('is told once, signed, and without the words of the buyer', async () => {
    const { seller, id } = await aWaitingBuyer(worker, 0);
    const notifications = worker.app.get(NotificationsService, { strict: false });
    const { port } = receiver.address() as AddressInfo;
    const { webhookSecret } = await notifications.change(seller.sellerId, {
      email: true,
      webhookUrl: `http://127.0.0.1:${port}/`,
    });
    posts.length = 0;
    await notifications.tell();
    await notifications.tell();

    expect(posts).toHaveLength(1);
    const [post] = posts;
    const told = new Webhook(webhookSecret ?? '').verify(post?.body ?? '', post?.headers ?? {});
    expect(told).toMatchObject({ type: 'seller.human_requested', conversationId: id });
    expect(post?.body).not.toContain('SECRET-WORDS');
    const rows = await query(
      `select target, status from seller_notifications where seller_id = $1 order by target`,
      [seller.sellerId],
    );
    expect(rows).toEqual([
      { target: 'email', status: 'sent' },
      { target: 'webhook', status: 'sent' },
    ]);
  });

  it('is told of a buyer who writes too much as that, once a day', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource, {
      config: { buyerMessagesPerMinute: 1 },
    });
    const buyer = { seller, ...(await aTelegramChannel(worker, seller)) };
    const inbox = worker.app.get(InboxService, { strict: false });
    for (let n = 0; n < 4; n += 1) await inbox.accept(aBuyersMessage(buyer, `message ${n}`));
    const notifications = worker.app.get(NotificationsService, { strict: false });
    await notifications.tell();
    await inbox.accept(aBuyersMessage(buyer, 'one more'));
    await notifications.tell();
    expect(
      await query(`select kind, status from seller_notifications where seller_id = $1`, [
        seller.sellerId,
      ]),
    ).toEqual([{ kind: 'buyer_limited', status: 'sent' }]);
  });

  it('is told again when nobody came in time, and not before', async () => {
    const early = await aWaitingBuyer(worker, 10);
    const late = await aWaitingBuyer(worker, 31);
    const escalations = worker.app.get(EscalationService, { strict: false });
    await escalations.look();
    await escalations.look();
    const rows = await query(
      `select id, escalated_at is not null as escalated, owner from conversations where id = any($1) order by id`,
      [[early.id, late.id]],
    );
    expect(rows).toEqual([
      { id: early.id, escalated: false, owner: 'human' },
      { id: late.id, escalated: true, owner: 'human' },
    ]);
    const events = await query(
      `select 1 from agent_events where event_type = 'not_answered' and conversation_id = $1`,
      [late.id],
    );
    expect(events).toHaveLength(1);
  });

  it('has the agent go on, if that is wished', async () => {
    const { id } = await aWaitingBuyer(worker, 31, { escalateHandBack: true });
    await worker.app.get(EscalationService, { strict: false }).look();
    await worker.app.get(TurnRunnerService, { strict: false }).run(id);
    const answered = await eventually('an answer', async () => {
      const rows = await query(
        `select author from deliveries where conversation_id = $1 and author = 'agent'`,
        [id],
      );
      return rows.length > 0 ? rows : null;
    });
    expect(answered).toHaveLength(1);
  });

  it("is told of the loss of Etsy's grant once, with the way to the products, also without an agent", async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    await query(`delete from agents where seller_id = $1`, [seller.sellerId]);
    const notices = worker.app.get(ShopNoticesRepository, { strict: false });
    const { dataSource } = worker.database;
    const content = 'Etsy no longer accepts the connection to MugShop.';
    const { sellerId } = seller;
    await notices.add(dataSource, { sellerId, type: 'etsy.needs_reconnect', content });
    await notices.add(dataSource, { sellerId, type: 'proposal.changed', content: 'Published.' });
    const notifications = worker.app.get(NotificationsService, { strict: false });
    const { port } = receiver.address() as AddressInfo;
    const webhookUrl = `http://127.0.0.1:${port}/`;
    await notifications.change(sellerId, { email: false, webhookUrl });
    posts.length = 0;
    for (const _ of ['once', 'twice']) {
      await worker.app.get(ShopNoticeTeller, { strict: false }).tellAll();
      await notifications.tell();
    }

    expect(posts.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      expect.objectContaining({
        type: 'seller.shop_needs_reconnect',
        text: content,
        link: expect.stringMatching(/\/app\/products$/),
      }),
    ]);
  });
});
