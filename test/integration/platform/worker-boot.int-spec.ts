/** A worker that starts while the servers it needs come and go. */
import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterEach, expect, it, vi } from 'vitest';
import { startStandins, type Standins } from '#standins';
import { BootChecks } from '../../../apps/worker/src/boot-checks.service.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { eventually } from '../../support/eventually.js';
import { PostgresDoor } from '../../support/servers/postgres-door.js';
import { testRedisUrl } from '../../support/servers/redis.js';
import { startWorkerBeside, type TestWorker } from '../../support/apps/worker-app.js';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** Everything that a worker needs; it reaches Postgres through a door, which is shut. */
async function servers(): Promise<{
  database: TestDatabase;
  door: PostgresDoor;
  standins: Standins;
}> {
  const standins = await startStandins({});
  cleanups.push(() => standins.close());
  const database = await createTestDatabase();
  cleanups.push(() => database.close());
  const door = await PostgresDoor.of(database.url);
  cleanups.push(() => door.close());
  return { database, door, standins };
}

/** A worker of channels at that address. */
async function startAt(
  url: string,
  { database, standins }: { database: TestDatabase; standins: Standins },
  sweep = false,
): Promise<TestWorker> {
  const beside = { database: { ...database, url }, standins, redisUrl: testRedisUrl() };
  const worker = await startWorkerBeside(beside, { sweep, env: { WORKER_ROLES: 'channels' } });
  cleanups.push(() => worker.close());
  return worker;
}

it('waits for a Postgres that goes away between its first connection and the look at the schema', async () => {
  const house = await servers();
  const { door } = house;
  await door.open();
  const worker = await startAt(door.url, house);

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

it('waits for the right to look at the schema', async () => {
  const house = await servers();
  const { dataSource, url: address } = house.database;
  const role = `guest_${randomBytes(6).toString('hex')}`;
  await dataSource.query(`create role ${role} login password 'guest'`);
  cleanups.push(async () => {
    await dataSource.query(`drop owned by ${role}`);
    await dataSource.query(`drop role ${role}`);
  });
  const url = new URL(address);
  url.username = role;
  url.password = 'guest';
  const worker = await startAt(url.href, house);

  const said = vi.spyOn(Logger.prototype, 'warn');
  cleanups.push(async () => said.mockRestore());
  const checks = worker.app.get(BootChecks).run();
  await eventually('a line', () =>
    said.mock.calls.some(([line]) => String(line).startsWith('Postgres refuses us (permission')),
  );
  await dataSource.query(`grant select on migrations to ${role}`);
  await checks;
});

it('says in a line why it waits for its first connection, and goes on by itself', async () => {
  const said = vi.spyOn(Logger.prototype, 'error');
  cleanups.push(async () => said.mockRestore());
  const house = await servers();
  const starting = startAt(house.door.url, house);
  await eventually('a line', () => said.mock.calls.length > 0);
  await house.door.open();
  await starting;
  for (const [line, ...rest] of said.mock.calls) {
    expect(line).toMatch(/^Postgres cannot be reached \(connect ECONNREFUSED .*\); trying again/);
    // Nothing behind it, such as a stack.
    expect(rest).toEqual([]);
  }
});

it('says once that it cannot look for channels, however long Postgres is away', async () => {
  const house = await servers();
  const { door } = house;
  await door.open();
  await startAt(door.url, house, true);

  const said = vi.spyOn(Logger.prototype, 'warn');
  cleanups.push(async () => said.mockRestore());
  await door.shut();
  const about = (): unknown[][] =>
    said.mock.calls.filter(([, text]) => String(text).startsWith('could not look for'));
  await eventually('a line of each', () => about().length >= 2);
  // They look every second.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await door.open();
  const once = { code: 'database.unavailable' };
  expect(about()).toEqual([
    [once, expect.any(String)],
    [once, expect.any(String)],
  ]);
});
