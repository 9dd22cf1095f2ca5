/**
 * The database goes away between the intent to send, which is committed, and the receipt. Before the platform was called
 * nobody needs to wonder whether the reader has the message; after it, what the platform said is known and kept.
 */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DeliveryDrainerService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { startStandins, type Standins } from '#standins';
import { eventually } from '../../support/eventually.js';
import { startOwnPostgres, type OwnPostgres } from '../../support/servers/own-postgres.js';
import { testRedisUrl } from '../../support/servers/redis.js';
import { startWorkerBeside, type TestWorker } from '../../support/apps/worker-app.js';
import { anAnswerWaits, HeldPlatform, webhookTo } from './support/held-platform.js';

let postgres: OwnPostgres;
let standins: Standins;
let worker: TestWorker;
let platform: HeldPlatform;

beforeAll(async () => {
  [postgres, standins] = await Promise.all([startOwnPostgres(), startStandins({})]);
  const servers = { database: postgres.database, standins, redisUrl: testRedisUrl() };
  worker = await startWorkerBeside(servers, { sweep: false });
  platform = await HeldPlatform.start();
}, 120_000);
afterAll(async () => {
  await worker?.close();
  await standins?.close();
  await postgres?.database.close();
  platform?.close();
});
beforeEach(() => platform.reset());

it('sends once, without a doubt, what it had not handed over yet', async () => {
  const { conversationId } = await anAnswerWaits(worker, webhookTo(platform));
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
  expect([await statusOf(conversationId), platform.taken.length]).toEqual(['pending', 0]);
  await drain(conversationId);
  expect([await statusOf(conversationId), platform.taken.length]).toEqual(['sent', 1]);
});

it('keeps what the platform said while the database was away, and sends nothing again', async () => {
  const { conversationId } = await anAnswerWaits(worker, webhookTo(platform));
  platform.holds = true;
  const draining = drain(conversationId);
  await eventually('the platform has it', () => platform.taken.length === 1);

  await postgres.stop();
  await platform.letGo();
  await postgres.start();
  await draining;
  expect(await statusOf(conversationId)).toBe('sent');
  await drain(conversationId);
  expect(platform.taken.length).toBe(1);
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
