/** What holds for every channel, whatever its platform: the same promises over all three drivers. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ConversationDeskService,
  WebhookInboundService,
  WebhookLinkService,
} from '#features/messaging';
import type { Id } from '#platform/ids';
import { aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import type { TestWorker } from '../../support/apps/worker-app.js';
import {
  aLinkedNumber,
  aNumber,
  answersTo,
  startWhatsappWorker,
} from './support/whatsapp-scene.js';

/** A channel with one buyer, played by a test. */
interface Scene {
  seller: TestSeller;
  channelId: Id<'chn'>;
  /** The buyer writes; the same id twice is a redelivery. */
  write(text: string, id: string): Promise<void>;
  /** What the buyer has got, oldest first. */
  got(): string[];
}

let worker: TestWorker;
let receiver: Server;
const posted: { sender: string; message: string }[] = [];

beforeAll(async () => {
  worker = await startWhatsappWorker();
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
      posted.push({ sender: body['conversation'] ?? '', message: body['message'] ?? '' });
      response.end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
});

afterAll(async () => {
  await worker.close();
  await new Promise((done) => receiver.close(done));
});

const SCENES: Record<string, () => Promise<Scene>> = {
  whatsapp: async () => {
    const linked = await aLinkedNumber(worker);
    const buyer = aNumber();
    return {
      seller: linked.seller,
      channelId: linked.channelId,
      write: async (text, id) => {
        await worker.standins.whatsapp.send(buyer, linked.number, text, { id });
      },
      got: () => answersTo(worker, linked, buyer),
    };
  },
  telegram: async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const { channelId, chatId, token } = await aTelegramChannel(worker, seller);
    const person = worker.standins.telegram.person(token, { id: Number(chatId) });
    const sent = new Map<string, number>();
    return {
      seller,
      channelId,
      write: async (text, id) => {
        const before = sent.get(id);
        if (before === undefined) sent.set(id, person.send(text).update.update_id);
        else await worker.standins.telegram.redeliver(token, before);
      },
      got: () =>
        person
          .messages()
          .filter((one) => one.from === 'bot')
          .map((one) => one.text),
    };
  },
  webhook: async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const { port } = receiver.address() as AddressInfo;
    const { channel, secret } = await worker.app
      .get(WebhookLinkService, { strict: false })
      .link(seller, { name: 'Gateway', answerUrl: `http://127.0.0.1:${port}/` });
    const sender = `customer-${channel.id}`;
    return {
      seller,
      channelId: channel.id,
      write: async (text, id) => {
        const rawBody = Buffer.from(JSON.stringify({ text }));
        const now = new Date();
        await worker.app.get(WebhookInboundService, { strict: false }).accept({
          rawBody,
          headers: {
            id,
            timestamp: String(Math.floor(now.getTime() / 1_000)),
            signature: new Webhook(secret).sign(id, now, rawBody.toString()),
          },
          platform: 'webhook',
          platformId: channel.platformId,
          message: text,
          sender: { id: sender, name: 'John' },
        });
      },
      got: () => posted.filter((one) => one.sender === sender).map((one) => one.message),
    };
  },
};

function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
  return worker.database.dataSource.query(sql, parameters);
}

describe.each(Object.entries(SCENES))('a channel of %s', (_platform, open) => {
  it('answers a message once, however often it is delivered', async () => {
    const scene = await open();
    await scene.write('Hello there', 'message-1');
    await eventually('the answer', async () => scene.got().length > 0);
    await scene.write('Hello there', 'message-1');
    await scene.write('Thank you', 'message-2');
    await eventually('the second answer', async () => scene.got().length > 1);

    const texts = await query(
      `select payload->>'text' as text from agent_inbox where channel_id = $1 order by seq`,
      [scene.channelId],
    );
    expect(texts.map((row) => row['text'])).toEqual(['Hello there', 'Thank you']);
    expect(scene.got()).toHaveLength(2);
  });

  it("carries a human's reply, in order, and notes that it was sent", async () => {
    const scene = await open();
    await scene.write('Hello there', 'message-1');
    await eventually('the answer', async () => scene.got().length > 0);
    const [conversation] = await query(`select id from conversations where channel_id = $1`, [
      scene.channelId,
    ]);
    const desk = worker.app.get(ConversationDeskService, { strict: false });
    for (const text of ['One moment please', 'Here it is']) {
      await desk.reply(scene.seller.sellerId, String(conversation?.['id']), {
        text,
        idempotencyKey: text.replaceAll(' ', '-'),
      });
    }
    await eventually('both replies', async () => scene.got().length >= 3);
    expect(scene.got().slice(1)).toEqual(['One moment please', 'Here it is']);
    await eventually('the receipts', async () => {
      const rows = await query(
        `select status from deliveries where channel_id = $1 and author = 'human'`,
        [scene.channelId],
      );
      return rows.every((row) => ['sent', 'delivered'].includes(String(row['status'])));
    });
  });
});
