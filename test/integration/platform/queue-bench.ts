/** A worker app with one kind of job, for the specs of the queue. Each worker gets a prefix, so a queue, of its own. */
import 'reflect-metadata';
import { Injectable, Module, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { z } from 'zod';
import { AppConfig } from '#platform/config';
import {
  defineJob,
  type HandlesJob,
  type JobContext,
  type JobContract,
  type JobData,
  JobHandler,
  JobProducer,
  JobQueues,
  QueueModule,
  QueueSettings,
} from '#platform/queue';
import { RedisConnections } from '#platform/redis';
import { type OwnRedis, startOwnRedis } from '../../support/servers/redis.js';
import { configFor } from './platform-config.js';

export const Nudge = defineJob({
  queue: 'nudges',
  name: 'nudge',
  data: z.object({ id: z.string() }),
  attempts: 3,
  backoffMs: 20,
  concurrency: 4,
  personal: true,
});
export const Other = defineJob({
  queue: 'nudges',
  name: 'other',
  data: z.object({ id: z.string() }),
});

type Act = (data: JobData<typeof Nudge>, context: JobContext) => Promise<void>;

/** What the handler of Nudge has seen, and what it does; both anew for each worker. */
export const script: { seen: string[]; act: Act } = { seen: [], act: () => Promise.resolve() };

@Injectable()
@JobHandler(Nudge)
export class NudgeHandler implements HandlesJob<typeof Nudge> {
  async handle(data: JobData<typeof Nudge>, context: JobContext): Promise<void> {
    script.seen.push(data.id);
    await script.act(data, context);
  }
}

@Module({ imports: [QueueModule.forProducers()] })
class FeatureThatSendsJobs {}

export interface WorkerAppOptions {
  contracts?: readonly JobContract[];
  handlers?: Type[];
  workerId?: string;
  prefix?: string;
  closeGraceMs?: number;
}

/** The Redis of this file and the apps on it, which are closed after each test. */
export class QueueBench {
  redis: OwnRedis;
  readonly #open: TestingModule[] = [];
  #prefixes = 0;

  constructor() {
    beforeAll(async () => {
      this.redis = await startOwnRedis();
    });
    afterEach(async () => {
      this.redis.thaw();
      for (const app of this.#open.splice(0)) await app.close();
    });
    afterAll(() => this.redis.close());
  }

  /** A worker app that has not booted yet. */
  async compile(options: WorkerAppOptions = {}): Promise<TestingModule> {
    const { contracts = [Nudge], workerId = 'w1', handlers = [NudgeHandler] } = options;
    const settings = Object.assign(new QueueSettings(), {
      prefix: options.prefix ?? `{bench${(this.#prefixes += 1)}}`,
      closeGraceMs: options.closeGraceMs ?? 3000,
    });
    const app = await Test.createTestingModule({
      imports: [QueueModule.forWorker({ contracts, workerId }), FeatureThatSendsJobs],
      providers: handlers,
    })
      // The failures are on purpose and would fill the screen.
      .setLogger({ log: () => {}, warn: () => {}, error: () => {} })
      .overrideProvider(AppConfig)
      .useValue(configFor(this.redis.url))
      .overrideProvider(QueueSettings)
      .useValue(settings)
      .compile();
    this.#open.push(app);
    return app;
  }

  /** A worker app that has booted, whether Redis is there or not. */
  async boot(options: WorkerAppOptions = {}): Promise<TestingModule> {
    script.seen = [];
    script.act = () => Promise.resolve();
    const app = await this.compile(options);
    await app.init();
    return app;
  }

  /** A worker app that has booted and found Redis. */
  async start(options: WorkerAppOptions = {}): Promise<TestingModule> {
    const app = await this.boot(options);
    await connected(app);
    return app;
  }
}

export const until = (check: () => Promise<void> | void): Promise<void> =>
  vi.waitFor(check, { timeout: 15_000 });

export const connected = (app: TestingModule): Promise<void> =>
  until(() => expect(app.get(RedisConnections).fast.status).toBe('ready'));

export const send = (app: TestingModule, id: string, options = {}): Promise<boolean> =>
  app.get(JobProducer).enqueue(Nudge, { id }, options);

export const jobs = (app: TestingModule, state: 'failed' | 'completed') =>
  app.get(JobQueues).queue('nudges').getJobs([state]);
