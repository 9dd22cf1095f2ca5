/** A worker in this process: the real module on a database and a Redis of the test's own, against stand-ins. */
import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { WorkerIdentity } from '#features/agents';
import { AppConfig, parseEnvironment } from '#platform/config';
import { startStandins, type Standins, type StandinsOptions } from '#standins';
import { WorkerLifecycle } from '../../../apps/worker/src/worker-lifecycle.service.js';
import { WorkerModule } from '../../../apps/worker/src/worker.module.js';
import { createTestDatabase, type TestDatabase } from '../servers/database.js';
import { testEnv } from './env.js';
import { testRedisUrl } from '../servers/redis.js';

export interface TestWorker {
  app: INestApplicationContext;
  config: AppConfig;
  database: TestDatabase;
  redisUrl: string;
  standins: Standins;
  close(): Promise<void>;
}

interface TestWorkerInput {
  env?: NodeJS.ProcessEnv;
  standins?: StandinsOptions;
  /** false leaves sweeps and pollers off, so that only what the test calls happens. */
  sweep?: boolean;
}

/** A worker with everything it needs; closes all of it with itself. */
export async function startTestWorker(input: TestWorkerInput = {}): Promise<TestWorker> {
  const database = await createTestDatabase();
  const standins = await startStandins(input.standins ?? {});
  const worker = await startOn({ database, standins, redisUrl: testRedisUrl() }, input);
  return {
    ...worker,
    close: async () => {
      await worker.close();
      await standins.close();
      await database.close();
    },
  };
}

/** One more worker beside another, on the same servers, with a data folder and a name of its own. Close it first. */
export function startWorkerBeside(
  first: Pick<TestWorker, 'database' | 'standins' | 'redisUrl'>,
  input: Omit<TestWorkerInput, 'standins'> = {},
): Promise<TestWorker> {
  return startOn(first, input);
}

async function startOn(
  { database, standins, redisUrl }: Pick<TestWorker, 'database' | 'standins' | 'redisUrl'>,
  input: TestWorkerInput,
): Promise<TestWorker> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ifa-worker-'));
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
    .overrideProvider(WorkerIdentity)
    .useValue(new WorkerIdentity())
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
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
