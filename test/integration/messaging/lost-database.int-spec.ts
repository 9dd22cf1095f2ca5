/**
 * The database goes away between the intent to send, which is committed, and the receipt. Before the platform was called
 * nobody needs to wonder whether the reader has the message; after it, what the platform said is known and kept.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DeliveryDrainerService, InboxService, WebhookLinkService } from '#features/messaging';
import { newId, type Id } from '#platform/ids';
import { startStandins, type Standins } from '#standins';
import { aBuyersMessage } from '../../factories/channel.factory.js';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startOwnPostgres, type OwnPostgres } from '../../support/own-postgres.js';
import { testRedisUrl } from '../../support/redis.js';
import { startWorkerBeside, type TestWorker } from '../../support/worker-app.js';

let postgres: OwnPostgres;
let standins: Standins;
let worker: TestWorker;
let platform: Server;
/** Sends that the platform has taken, and not answered yet. */
const held: ServerResponse[] = [];
let taken = 0;
let holds = false;

beforeAll(async () => {
  [postgres, standins] = await Promise.all([startOwnPostgres(), startStandins({})]);
  const servers = { database: postgres.database, standins, redisUrl: testRedisUrl() };
  worker = await startWorkerBeside(servers, { sweep: false });
  platform = createServer((request, response) => {
    request.resume().on('end', () => {
      taken += 1;
      if (holds) held.push(response);
      else response.end();
    });
  });
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
}, 120_000);
afterAll(async () => {
  await worker?.close();
  await standins?.close();
  await postgres?.database.close();
  platform?.closeAllConnections();
  platform?.close();
});
beforeEach(() => {
  taken = 0;
  holds = false;
  held.length = 0;
});

it('sends once, without a doubt, what it had not handed over yet', async () => {
  const conversationId = await anAnswerWaits();
  // The gate asks for the seller after the intent is committed, and waits here.
  const locker = postgres.database.dataSource.createQueryRunner();
  await locker.startTransaction();
  await locker.query('lock table sellers in access exclusive mode');
  const draining = drain(conversationId).catch((error: unknown) => error);
  await eventually('the intent', async () => (await statusOf(conversationId)) === 'sending');

  await postgres.stop();
  await locker.release().catch(() => undefined);
  await postgres.start();
  await draining;
  expect([await statusOf(conversationId), taken]).toEqual(['pending', 0]);
  await drain(conversationId);
  expect([await statusOf(conversationId), taken]).toEqual(['sent', 1]);
});

it('keeps what the platform said while the database was away, and sends nothing again', async () => {
  const conversationId = await anAnswerWaits();
  holds = true;
  const draining = drain(conversationId);
  const response = await eventually('the platform has it', () => held[0]);

  await postgres.stop();
  response.end();
  await new Promise((resolve) => response.once('close', resolve));
  await postgres.start();
  await draining;
  expect(await statusOf(conversationId)).toBe('sent');
  await drain(conversationId);
  expect(taken).toBe(1);
});

function drain(conversationId: Id<'cnv'>): Promise<void> {
  return worker.app.get(DeliveryDrainerService, { strict: false }).drain(conversationId, 'test');
}

async function statusOf(conversationId: Id<'cnv'>): Promise<unknown> {
  const [row]: { status: string }[] = await postgres.database.dataSource.query(
    `select status from deliveries where conversation_id = $1`,
    [conversationId],
  );
  return row?.status;
}

/** An answer of an agent in the line of a conversation, and nobody who sends it yet. */
async function anAnswerWaits(): Promise<Id<'cnv'>> {
  const { dataSource } = postgres.database;
  const seller = await aSellerWithAgent(dataSource);
  const { port } = platform.address() as AddressInfo;
  const { channel } = await worker.app
    .get(WebhookLinkService, { strict: false })
    .link(seller, { name: 'Gateway', answerUrl: `http://127.0.0.1:${port}/` });
  const message = aBuyersMessage({ seller, channelId: channel.id, chatId: 'c1' }, 'hello');
  const { conversationId } = await worker.app.get(InboxService, { strict: false }).accept(message);
  await dataSource.query(
    `insert into deliveries (id, seller_id, conversation_id, channel_id, author, status, seq, body)
     values ($1, $2, $3, $4, 'agent', 'pending', 1_000, 'We have mugs.')`,
    [newId('out'), seller.sellerId, conversationId, channel.id],
  );
  return conversationId;
}
