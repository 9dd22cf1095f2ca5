/**
 * A worker loses its database between the intent to send and the receipt, for so long that it counts as dead, while the
 * database itself lives on. Whatever it had done by then: the message is sent once at most, and where nobody can know,
 * it is listed. The worker that lost its way comes back in the end and changes nothing.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { DeliveryDrainerService, UndeliveredRepository } from '#features/messaging';
import type { Id } from '#platform/ids';
import { startStandins, type Standins } from '#standins';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { eventually } from '../../support/eventually.js';
import { PostgresDoor } from '../../support/servers/postgres-door.js';
import { testRedisUrl } from '../../support/servers/redis.js';
import { startWorkerBeside, type TestWorker } from '../../support/apps/worker-app.js';
import {
  aBot,
  anAnswerWaits,
  HeldPlatform,
  webhookTo,
  type WaitingAnswer,
} from './support/held-platform.js';

let database: TestDatabase;
let standins: Standins;
let door: PostgresDoor;
/** Its way to the database goes through the door. */
let sender: TestWorker;
let platform: HeldPlatform;
/** Comes when the sender is taken for dead. */
let other: TestWorker | null = null;

beforeAll(async () => {
  [database, standins] = await Promise.all([createTestDatabase(), startStandins({})]);
  door = await PostgresDoor.of(database.url);
  await door.open();
  platform = await HeldPlatform.start();
  sender = await startWorker(door.url, false);
}, 120_000);
afterAll(async () => {
  await sender?.close();
  await door?.close();
  await standins?.close();
  await database?.close();
  platform?.close();
});
beforeEach(() => platform.reset());
afterEach(async () => {
  await other?.close();
  other = null;
  await door.open();
});

it('lists what its platform had, and what nobody could write down in time', async () => {
  const answer = await anAnswerWaits(sender, aBot);
  platform.holds = true;
  const draining = drain(sender, answer.conversationId);
  await eventually('the platform has it', () => platform.taken.length === 1);
  await door.shut();
  await platform.letGo();
  await takenForDead(answer.deliveryId);
  await eventually('it is listed', async () => isListed(answer));

  await door.open();
  await draining;
  await drain(sender, answer.conversationId);
  expect([await statusOf(answer.deliveryId), platform.taken.length]).toEqual(['unknown', 1]);
  expect(await isListed(answer)).toBe(true);
});

it('sends again, under its id, what its platform had and can tell from something new', async () => {
  const answer = await anAnswerWaits(sender, webhookTo(platform));
  platform.holds = true;
  const draining = drain(sender, answer.conversationId);
  await eventually('the platform has it', () => platform.taken.length === 1);
  await door.shut();
  await platform.letGo();
  await takenForDead(answer.deliveryId);
  await eventually('sent', async () => (await statusOf(answer.deliveryId)) === 'sent');

  await door.open();
  await draining;
  await drain(sender, answer.conversationId);
  expect(platform.taken).toEqual([answer.deliveryId, answer.deliveryId]);
  expect(await statusOf(answer.deliveryId)).toBe('sent');
});

it('lists what it was to send and never learned that it may', async () => {
  const answer = await anAnswerWaits(sender, aBot);
  // The connection that will be asked is there already.
  await sender.app.get(DataSource).query('select 1');
  door.hush();
  const draining = drain(sender, answer.conversationId).catch(String);
  await eventually('the intent', async () => (await statusOf(answer.deliveryId)) === 'sending');
  await door.shut();
  expect(await draining).toMatch(/./);
  await door.open();
  await takenForDead(answer.deliveryId);
  await eventually('it is listed', async () => isListed(answer));

  await drain(sender, answer.conversationId);
  expect([await statusOf(answer.deliveryId), platform.taken.length]).toEqual(['unknown', 0]);
  // Only the seller, who sees it, can want it sent after all.
  await undelivered().retry(answer.sellerId, answer.deliveryId);
  await eventually('sent', async () => (await statusOf(answer.deliveryId)) === 'sent');
  expect(platform.taken.length).toBe(1);
});

it('writes down what its platform had, after a silence of the network', async () => {
  const answer = await anAnswerWaits(sender, aBot);
  platform.holds = true;
  const draining = drain(sender, answer.conversationId);
  await eventually('the platform has it', () => platform.taken.length === 1);
  door.freeze();
  await platform.letGo();
  door.thaw();
  await draining;
  await drain(sender, answer.conversationId);
  expect([await statusOf(answer.deliveryId), platform.taken.length]).toEqual(['sent', 1]);
});

function startWorker(url: string, sweep: boolean): Promise<TestWorker> {
  const servers = { database: { ...database, url }, standins, redisUrl: testRedisUrl() };
  return startWorkerBeside(servers, { sweep, env: { TELEGRAM_API_URL: platform.url } });
}

/** Time passes until nobody believes any more that the sender lives; then another worker looks around. */
async function takenForDead(deliveryId: Id<'out'>): Promise<void> {
  await database.dataSource.query(
    `update deliveries set lease_until = now() - interval '1 second' where id = $1 and status = 'sending'`,
    [deliveryId],
  );
  other = await startWorker(database.url, true);
}

function drain(worker: TestWorker, conversationId: Id<'cnv'>): Promise<void> {
  return worker.app.get(DeliveryDrainerService, { strict: false }).drain(conversationId, 'sender');
}

function undelivered(): UndeliveredRepository {
  return (other ?? sender).app.get(UndeliveredRepository, { strict: false });
}

async function isListed(answer: WaitingAnswer): Promise<boolean> {
  const listed = await undelivered().listUnsettled(answer.sellerId, { limit: 10, before: null });
  return listed.some((one) => one.id === answer.deliveryId && one.status === 'unknown');
}

async function statusOf(deliveryId: Id<'out'>): Promise<unknown> {
  const [row]: { status: string }[] = await database.dataSource.query(
    `select status from deliveries where id = $1`,
    [deliveryId],
  );
  return row?.status;
}
