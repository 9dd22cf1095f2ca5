import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ChannelsService,
  UndeliveredRepository,
  DeliveryDrainerService,
  InboxService,
  ConversationDeskService,
  WebhookInboundService,
  WebhookLinkService,
} from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage } from '../../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

interface Call {
  body: string;
  headers: Record<string, string>;
}

describe('a webhook channel', () => {
  let worker: TestWorker;
  let receiver: Server;
  let status = 200;
  const calls: Call[] = [];

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        calls.push({ body, headers });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  });

  afterAll(async () => {
    await worker.close();
    await new Promise((done) => receiver.close(done));
  });

  async function aWebhook(): Promise<{
    seller: TestSeller;
    id: Id<'chn'>;
    platformId: string;
    secret: string;
  }> {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const { port } = receiver.address() as AddressInfo;
    const { channel, secret } = await worker.app
      .get(WebhookLinkService, { strict: false })
      .link(seller, { name: 'Gateway', answerUrl: `http://127.0.0.1:${port}/` });
    return { seller, id: channel.id, platformId: channel.platformId, secret };
  }

  /** A human's reply, tried once. */
  async function reply(hook: Awaited<ReturnType<typeof aWebhook>>): Promise<Id<'cnv'>> {
    const message = aBuyersMessage({ ...hook, channelId: hook.id, chatId: 'c1' }, 'hello');
    const { conversationId } = await worker.app
      .get(InboxService, { strict: false })
      .accept(message);
    await worker.app
      .get(ConversationDeskService, { strict: false })
      .reply(hook.seller.sellerId, conversationId, { text: 'Hi!', idempotencyKey: null });
    await worker.app.get(DeliveryDrainerService, { strict: false }).drain(conversationId, 'test');
    // The worker itself was nudged too, and may be the one that sends.
    await eventually('the attempt', async () =>
      (await deliveries(conversationId)).every(
        (one) => Number(one['attempt_count']) > 0 && one['status'] !== 'sending',
      ),
    );
    return conversationId;
  }

  function deliveries(conversationId: Id<'cnv'>): Promise<Record<string, unknown>[]> {
    return worker.database.dataSource.query(
      `select id, status, error, attempt_count, round(extract(epoch from available_at - now()))::int as wait
         from deliveries where conversation_id = $1`,
      [conversationId],
    );
  }

  it('takes both secrets for a day after a rotation, and signs with both', async () => {
    const hook = await aWebhook();
    const { secret } = await worker.app
      .get(WebhookLinkService, { strict: false })
      .rotateSecret(hook.seller.sellerId, hook.id);
    expect(secret).not.toBe(hook.secret);
    const inbound = worker.app.get(WebhookInboundService, { strict: false });
    const accept = (id: string, signedWith: string) => {
      const rawBody = Buffer.from('{}');
      const now = new Date();
      const timestamp = String(Math.floor(now.getTime() / 1_000));
      const signature = new Webhook(signedWith).sign(id, now, '{}');
      return inbound.accept({
        rawBody,
        headers: { id, timestamp, signature },
        platform: 'webhook',
        platformId: hook.platformId,
        message: 'hello',
        sender: { id: 'c2', name: '' },
      });
    };
    await accept('by-old', hook.secret);
    await accept('by-new', secret);
    await expect(accept('forged', `whsec_${'A'.repeat(43)}=`)).rejects.toMatchObject({
      code: 'messaging.bad_signature',
    });

    status = 200;
    calls.length = 0;
    await reply(hook);
    const [call] = calls;
    for (const one of [secret, hook.secret]) {
      expect(new Webhook(one).verify(call?.body ?? '', call?.headers ?? {})).toMatchObject({
        message: 'Hi!',
      });
    }
  });

  it('takes a time that a signature is good for, whatever stands behind its digits', async () => {
    const hook = await aWebhook();
    const now = new Date();
    const seconds = Math.floor(now.getTime() / 1_000);
    const signature = new Webhook(hook.secret).sign('odd-time', now, '{}');
    const accepted = await worker.app.get(WebhookInboundService, { strict: false }).accept({
      rawBody: Buffer.from('{}'),
      headers: { id: 'odd-time', timestamp: `${seconds} s`, signature },
      platform: 'webhook',
      platformId: hook.platformId,
      message: 'hello',
      sender: { id: 'c4', name: '' },
    });
    const [kept] = await worker.database.dataSource.query(
      `select payload->>'sentAt' as at from agent_inbox where id = $1`,
      [accepted.inboxId],
    );
    expect(kept).toEqual({ at: new Date(seconds * 1_000).toISOString() });
  });

  it('brings words that Postgres would refuse, without what it refuses', async () => {
    const hook = await aWebhook();
    const message = aBuyersMessage(
      { ...hook, channelId: hook.id, chatId: 'c3' },
      'blue\0 mug \ud83d?',
    );
    message.payload.senderName = 'Bo\0b\udc00';
    const { inboxId } = await worker.app.get(InboxService, { strict: false }).accept(message);

    const [kept] = await worker.database.dataSource.query(
      `select payload->>'text' as text, payload->>'senderName' as name from agent_inbox where id = $1`,
      [inboxId],
    );
    expect(kept).toEqual({ text: 'blue mug \ufffd?', name: 'Bob\ufffd' });
  });

  it('tries again on the schedule under the same id, then lists the message, and sends it again when asked', async () => {
    const hook = await aWebhook();
    status = 503;
    calls.length = 0;
    const conversationId = await reply(hook);
    const [waiting] = await deliveries(conversationId);
    expect(waiting).toMatchObject({ status: 'pending', error: 'status_503' });
    expect(waiting?.['wait']).toBeGreaterThan(2);
    const repository = worker.app.get(UndeliveredRepository, { strict: false });
    const { sellerId } = hook.seller;
    const page = { limit: 10, before: null };
    // Of its channel it is listed meanwhile; among what is given up it is not.
    expect(await repository.listUnsettled(sellerId, page, hook.id)).toMatchObject([
      { status: 'pending', error: 'status_503', nextAttemptAt: expect.any(Date) },
    ]);
    expect(await repository.listUnsettled(sellerId, page)).toEqual([]);
    expect(await repository.listUnsettled(sellerId, page, 'chn_other')).toEqual([]);

    await worker.database.dataSource.query(
      `update deliveries set attempt_count = 9, available_at = now() where conversation_id = $1`,
      [conversationId],
    );
    await worker.app.get(DeliveryDrainerService, { strict: false }).drain(conversationId, 'test');
    const [dead] = await repository.listUnsettled(sellerId, page);
    expect(dead).toMatchObject({ status: 'failed', text: 'Hi!', nextAttemptAt: null });

    status = 200;
    await repository.retry(sellerId, String(dead?.id));
    await worker.app.get(DeliveryDrainerService, { strict: false }).drain(conversationId, 'test');
    expect((await deliveries(conversationId))[0]).toMatchObject({ status: 'sent' });
    expect(new Set(calls.map((call) => call.headers['webhook-id'])).size).toBe(1);
  });

  it('posts what waits to the address it was changed to, and nowhere private', async () => {
    const hook = await aWebhook();
    const link = worker.app.get(WebhookLinkService, { strict: false });
    const { sellerId } = hook.seller;
    status = 503;
    const conversationId = await reply(hook);
    calls.length = 0;
    status = 200;
    const { port } = receiver.address() as AddressInfo;
    const answerUrl = `http://127.0.0.1:${port}/elsewhere`;
    expect(await link.change(sellerId, hook.id, { name: 'Till', answerUrl })).toMatchObject({
      displayName: 'Till',
      answerUrl,
    });
    await expect(
      link.change(sellerId, hook.id, { answerUrl: 'http://10.0.0.1/' }),
    ).rejects.toMatchObject({ code: 'messaging.address_not_public' });
    const repository = worker.app.get(UndeliveredRepository, { strict: false });
    const [waiting] = await repository.listUnsettled(
      sellerId,
      { limit: 10, before: null },
      hook.id,
    );
    // What is tried again by itself can be sent at once, too.
    expect(await repository.retry(sellerId, String(waiting?.id))).toBe(conversationId);
    await worker.app.get(DeliveryDrainerService, { strict: false }).drain(conversationId, 'test');
    expect((await deliveries(conversationId))[0]).toMatchObject({ status: 'sent' });
    expect(await link.change(sellerId, hook.id, { answerUrl: null })).toMatchObject({
      answerUrl: null,
    });
  });

  it('is refused when there are very many, and is listed before those that ended', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const many = (prefix: string, count: number, status: string): Promise<unknown> =>
      worker.database.dataSource.query(
        `insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, status)
         select $1 || n, $2, $3, 'webhook', $1 || n, $5 from generate_series(1, $4) n`,
        [`chn_${prefix}`, seller.sellerId, seller.agentId, count, status],
      );
    await many('gone', 110, 'disconnected');
    await many('live', 49, 'connected');
    const link = worker.app.get(WebhookLinkService, { strict: false });
    const { channel } = await link.link(seller, { name: 'the last', answerUrl: null });
    await expect(link.link(seller, { name: 'x', answerUrl: null })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'messaging.too_many_channels',
    });
    const channels = worker.app.get(ChannelsService, { strict: false });
    const listed = await channels.list(seller.sellerId);
    expect(listed).toHaveLength(100);
    expect(listed.slice(0, 50).map(({ status }) => status)).not.toContain('disconnected');
    expect(listed[49]).toMatchObject({ id: channel.id });
    expect(await channels.listLive(seller.sellerId)).toHaveLength(50);
  });

  it.each([
    'http://169.254.169.254/latest',
    'http://10.0.0.1/',
    'http://[fd00::1]/',
    'ftp://x.org/',
    'http://u:p@example.com/',
    'https://u@example.com/',
  ])('does not call %s', async (answerUrl) => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const link = worker.app.get(WebhookLinkService, { strict: false });
    await expect(link.link(seller, { name: 'x', answerUrl })).rejects.toMatchObject({
      code: 'messaging.address_not_public',
    });
  });
});
