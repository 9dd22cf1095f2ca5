import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TurnRunnerService } from '#features/agents';
import { ShopNoticesRepository } from '#features/etsy';
import {
  EscalationService,
  InboxService,
  NotificationsService,
  NotifyLinkService,
} from '#features/messaging';
import { startStandins, type Standins } from '#standins';
import { ShopNoticeTeller } from '../../../apps/worker/src/etsy/shop-notice-teller.service.js';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/worker-app.js';
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
    const { seller } = await aWaitingBuyer(0);

    const telling = notifications.tell();
    await eventually('the other seller is told', async () => {
      const [told] = await query(`select status from seller_notifications where seller_id = $1`, [
        seller.sellerId,
      ]);
      return told?.['status'] === 'sent';
    });

    silent.closeAllConnections();
    await telling;
    await new Promise((done) => silent.close(done));
    await query(`delete from seller_notifications where seller_id = $1`, [busy.sellerId]);
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

  it('is told again although many wait longer for another, who wants to hear of it later', async () => {
    const patient = await aWaitingBuyer(60, { escalateAfterMs: 7 * 24 * 3_600_000 });
    await query(
      `insert into conversations
       select more.* from conversations c, generate_series(1, 250) n,
              jsonb_populate_record(c, jsonb_build_object('id', 'cnv_' || n, 'external_id', 'buyer ' || n)) more
        where c.id = $1`,
      [patient.id],
    );
    const late = await aWaitingBuyer(31);
    await worker.app.get(EscalationService, { strict: false }).look();
    const escalated = await query(
      `select id from conversations where escalated_at is not null and seller_id = any($1)`,
      [[patient.seller.sellerId, late.seller.sellerId]],
    );
    expect(escalated).toEqual([{ id: late.id }]);
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

describe("the platform's bot", () => {
  let standins: Standins;
  let worker: TestWorker;
  let token: string;

  beforeAll(async () => {
    standins = await startStandins();
    token = standins.telegram.createBot({ name: 'IFA' }).token;
    worker = await startTestWorker({
      env: { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_URL: `${standins.url}/telegram` },
    });
  });

  afterAll(async () => {
    await worker.close();
    await standins.close();
  });

  it('links the chat that sends the code, and no other; then the seller talks to the agent there', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const [owner, thief] = [5150, 6160].map((id) => standins.telegram.person(token, { id }));
    const links = worker.app.get(NotifyLinkService, { strict: false });
    const { channel, code } = await links.link(seller, '5150');
    expect(channel.status).toBe('pending');
    const status = async (): Promise<unknown> => {
      const [row] = await worker.database.dataSource.query(
        `select status from messaging_channels where id = $1`,
        [channel.id],
      );
      return row.status;
    };
    const heard = (person: typeof owner): string[] =>
      (person?.messages() ?? []).filter((one) => one.from === 'bot').map((one) => one.text);

    thief?.send(String(code));
    await eventually('the stranger to be told', async () => heard(thief).length > 0);
    owner?.send('WRONG');
    await eventually('the wrong code to be refused', async () => heard(owner).length > 0);
    expect(await status()).toBe('pending');

    owner?.send(`/start ${code}`);
    await eventually('the link', async () => (await status()) === 'connected');
    owner?.send('What is in stock?');
    await eventually('an answer of the agent', async () => heard(owner).length >= 3);
    const [conversation] = await worker.database.dataSource.query(
      `select kind from conversations where channel_id = $1`,
      [channel.id],
    );
    expect(conversation).toEqual({ kind: 'seller' });
  });
});
