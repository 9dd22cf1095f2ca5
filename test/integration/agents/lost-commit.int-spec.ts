/**
 * The connection breaks while the end of a run is being committed, and the server commits it later than the worker asks
 * whether it has. The answer is there once.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TurnRunnerService } from '#features/agents';
import { startStandins, type Standins } from '#standins';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { eventually } from '../../support/eventually.js';
import { PostgresDoor } from '../../support/servers/postgres-door.js';
import { testRedisUrl } from '../../support/servers/redis.js';
import { startWorkerBeside, type TestWorker } from '../../support/apps/worker-app.js';
import { aBuyer, write } from '../messaging/support/buyers.js';

let database: TestDatabase;
let standins: Standins;
let door: PostgresDoor;
let worker: TestWorker;

beforeAll(async () => {
  [database, standins] = await Promise.all([createTestDatabase(), startStandins({})]);
  door = await PostgresDoor.of(database.url);
  await door.open();
  const servers = { database: { ...database, url: door.url }, standins, redisUrl: testRedisUrl() };
  worker = await startWorkerBeside(servers, { sweep: false });
}, 120_000);
afterAll(async () => {
  await worker?.close();
  await door?.close();
  await standins?.close();
  await database?.close();
});

it('answers once when the first COMMIT comes through after the second attempt has begun', async () => {
  const { dataSource } = database;
  // Whoever has put an answer in line waits at its COMMIT for this lock.
  await dataSource.query(
    `create function wait_at_commit() returns trigger language plpgsql as
       $$ begin perform pg_advisory_xact_lock(42); return null; end $$`,
  );
  await dataSource.query(
    `create constraint trigger waits after insert on deliveries deferrable initially deferred
       for each row execute function wait_at_commit()`,
  );
  const buyer = await aBuyer(worker, { debounceMs: 0 });
  const id = await write(worker, buyer, 'Is the blue one there?');
  const disk = dataSource.createQueryRunner();
  await disk.query('select pg_advisory_lock(42)');

  const running = worker.app.get(TurnRunnerService, { strict: false }).run(id);
  await eventually('the commit', async () => waits('advisory'));
  await door.shut();
  await door.open();
  await eventually('the second attempt', async () => waits('transactionid'));
  await disk.query('select pg_advisory_unlock(42)');
  await disk.release();
  await running;

  const answers = await dataSource.query(
    `select author from deliveries where conversation_id = $1`,
    [id],
  );
  expect(answers).toEqual([{ author: 'agent' }]);
  const [session]: { turn_count: number }[] = await dataSource.query(
    `select turn_count from agent_sessions where conversation_id = $1`,
    [id],
  );
  expect(session?.turn_count).toBe(1);
});

/** Whether anybody waits for a lock of that kind. */
async function waits(kind: string): Promise<boolean> {
  const waiting: unknown[] = await database.dataSource.query(
    `select 1 from pg_stat_activity where wait_event_type = 'Lock' and wait_event = $1 and datname = current_database()`,
    [kind],
  );
  return waiting.length > 0;
}
