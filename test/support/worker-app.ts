/** A worker in this process: the real module on a database and a Redis of the test's own, against stand-ins. */
import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppConfig, parseEnvironment } from '#platform/config';
import { startStandins, type Standins, type StandinsOptions } from '#standins';
import { WorkerLifecycle } from '../../apps/worker/src/worker-lifecycle.service.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { testEnv } from './env.js';
import { testRedisUrl } from './redis.js';

export interface TestWorker {
  app: INestApplicationContext;
  config: AppConfig;
  database: TestDatabase;
  redisUrl: string;
  standins: Standins;
  close(): Promise<void>;
}

/** @param input `sweep: false` leaves sweeps and pollers off, so that only what the test calls happens */
export async function startTestWorker(
  input: { env?: NodeJS.ProcessEnv; standins?: StandinsOptions; sweep?: boolean } = {},
): Promise<TestWorker> {
  const database = await createTestDatabase();
  const standins = await startStandins(input.standins ?? {});
  const dataDir = await mkdtemp(join(tmpdir(), 'ifa-worker-'));
  const redisUrl = testRedisUrl();
  const config = parseEnvironment(
    testEnv({
      databaseUrl: database.url,
      redisUrl,
      dataDir,
      standinsPort: Number(new URL(standins.url).port),
      ...(input.env ? { env: input.env } : {}),
    }),
  );
  const testing = await Test.createTestingModule({ imports: [WorkerModule] })
    .overrideProvider(AppConfig)
    .useValue(config)
    .compile();
  const app = await testing.init();
  if (input.sweep !== false) app.get(WorkerLifecycle).start();
  return {
    app,
    config,
    database,
    redisUrl,
    standins,
    close: async () => {
      await app.close();
      await standins.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
