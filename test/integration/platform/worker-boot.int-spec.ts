/** A worker that starts while the servers it needs come and go. */
import { afterEach, expect, it } from 'vitest';
import { startStandins } from '#standins';
import { BootChecks } from '../../../apps/worker/src/boot-checks.service.js';
import { createTestDatabase } from '../../support/database.js';
import { PostgresDoor } from '../../support/postgres-door.js';
import { testRedisUrl } from '../../support/redis.js';
import { startWorkerBeside } from '../../support/worker-app.js';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

it('waits for a Postgres that goes away between its first connection and the look at the schema', async () => {
  const standins = await startStandins({});
  cleanups.push(() => standins.close());
  const database = await createTestDatabase();
  cleanups.push(() => database.close());
  const door = await PostgresDoor.of(database.url);
  await door.open();
  cleanups.push(() => door.close());
  const worker = await startWorkerBeside(
    { database: { ...database, url: door.url }, standins, redisUrl: testRedisUrl() },
    { sweep: false, env: { WORKER_ROLES: 'channels' } },
  );
  cleanups.push(() => worker.close());

  await door.shut();
  let ended = false;
  const checks = worker.app
    .get(BootChecks)
    .run()
    .finally(() => (ended = true));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(ended).toBe(false);
  await door.open();
  await checks;
});
