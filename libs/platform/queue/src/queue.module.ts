/** Wiring of BullMQ: producers anywhere, workers in the worker app. */
import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { RedisConnections, RedisModule } from '#platform/redis';
import { personalQueue, type JobContract } from './job-contract.js';
import { JobDispatcher, WORKER_CONTRACTS } from './job-dispatcher.service.js';
import { JobProducer } from './job-producer.service.js';
import { type JobProcessor, processorOf, type ServedQueue } from './job-processor.js';
import { JobQueues } from './job-queues.service.js';
import { JobSchedules } from './job-schedules.service.js';
import { JobWorkers, type ServingProcessor } from './job-workers.service.js';
import { QueueSettings } from './queue-settings.js';

/** Enqueueing and schedules. */
@Module({
  imports: [RedisModule],
  providers: [QueueSettings, JobQueues, JobProducer, JobSchedules],
  exports: [QueueSettings, JobQueues, JobProducer, JobSchedules],
})
export class JobProducersModule {}

/** What a worker process serves. */
export interface WorkerOptions {
  contracts: readonly JobContract[];
  /** Names this process: its personal queues and its line in Bull Board. Unique among living workers. */
  workerId: string;
}

// One object, so that Nest makes the module once however often it is imported.
const PRODUCERS: DynamicModule = { module: JobProducersModule };

/** Import `forProducers()` where jobs are sent, `forWorker()` once in the worker app. */
@Module({})
export class QueueModule {
  /** JobProducer, JobSchedules and JobQueues; the same ones wherever it is imported. */
  static forProducers(): DynamicModule {
    return PRODUCERS;
  }

  /** Serves the queues of the contracts with the @JobHandler classes found among all providers. Includes forProducers(). */
  static forWorker(options: WorkerOptions): DynamicModule {
    const serving = servedQueues(options);
    const processors = serving.map((queue) => processorOf(queue, options.workerId));
    return {
      module: QueueModule,
      imports: [
        PRODUCERS,
        RedisModule,
        DiscoveryModule,
        BullModule.registerQueue(),
        BullModule.forRootAsync({
          imports: [RedisModule, PRODUCERS],
          inject: [RedisConnections, QueueSettings],
          useFactory: (connections: RedisConnections, settings: QueueSettings) => ({
            connection: connections.blocking(),
            prefix: settings.prefix,
          }),
        }),
      ],
      providers: [
        { provide: WORKER_CONTRACTS, useValue: options.contracts },
        JobDispatcher,
        ...processors,
        {
          provide: JobWorkers,
          inject: [JobDispatcher, JobQueues, RedisConnections, QueueSettings, ...processors],
          useFactory: (
            dispatcher: JobDispatcher,
            queues: JobQueues,
            connections: RedisConnections,
            settings: QueueSettings,
            ...instances: JobProcessor[]
          ) => new JobWorkers(pair(serving, instances), dispatcher, queues, connections, settings),
        },
      ],
      exports: [PRODUCERS, JobWorkers],
    };
  }
}

function pair(
  queues: readonly ServedQueue[],
  processors: readonly JobProcessor[],
): ServingProcessor[] {
  return queues.flatMap((queue, i) => {
    const processor = processors[i];
    return processor === undefined ? [] : [{ queue, processor }];
  });
}

/** One queue for each name among the contracts, and a personal one where a contract of it is personal. */
function servedQueues({ contracts, workerId }: WorkerOptions): ServedQueue[] {
  const byQueue = Map.groupBy(contracts, (contract) => contract.queue);
  return [...byQueue].flatMap(([name, jobs]) => {
    const concurrency = Math.max(...jobs.map((job) => job.concurrency));
    const shared = { name, contractQueue: name, concurrency };
    if (!jobs.some((job) => job.personal)) return [shared];
    return [shared, { ...shared, name: personalQueue(name, workerId) }];
  });
}
