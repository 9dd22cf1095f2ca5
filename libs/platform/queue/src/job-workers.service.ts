/** The life of a process's BullMQ workers: start after the whole app has booted, end without losing what runs. */
import {
  type BeforeApplicationShutdown,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Worker } from 'bullmq';
import type { RedisConnections } from '#platform/redis';
import type { JobDispatcher } from './job-dispatcher.service.js';
import type { JobProcessor, ServedQueue } from './job-processor.js';
import type { JobQueues } from './job-queues.service.js';
import type { QueueSettings } from './queue-settings.js';
import { settleWithin } from './settle-within.js';

const LAST_WORD_MS = 1000;

/** A queue together with the processor that serves it. */
export interface ServingProcessor {
  queue: ServedQueue;
  processor: JobProcessor;
}

/** Starts and closes the workers. */
export class JobWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(JobWorkers.name);

  constructor(
    private readonly serving: readonly ServingProcessor[],
    private readonly dispatcher: JobDispatcher,
    private readonly queues: JobQueues,
    private readonly connections: RedisConnections,
    private readonly settings: QueueSettings,
  ) {}

  /** Changes how many jobs of a queue run at a time in this process. */
  setConcurrency(queue: string, concurrency: number): void {
    for (const one of this.serving) {
      if (one.queue.contractQueue === queue) one.processor.worker.concurrency = concurrency;
    }
  }

  /** With Redis away a worker waits for it in the background. */
  onApplicationBootstrap(): void {
    for (const { processor, queue } of this.serving) {
      processor.worker.run().catch((error: Error) => {
        this.#logger.error(`The worker of ${queue.name} ended: ${error.message}`);
      });
    }
  }

  /** Takes no more jobs, waits for those that run, then aborts them; what is still not done another worker repeats. */
  async beforeApplicationShutdown(): Promise<void> {
    const workers: Worker[] = this.serving.map(({ processor }) => processor.worker);
    const paused = Promise.all(workers.map((worker) => worker.pause()));
    // A paused worker has written down its results. With Redis away it never says so: then idle handlers must do.
    const idle = this.dispatcher.idle().then(() => settleWithin(paused, LAST_WORD_MS));
    await settleWithin(Promise.race([paused, idle]), this.settings.closeGraceMs);
    if (this.dispatcher.busy) {
      for (const worker of workers) worker.cancelAllJobs('the worker is closing');
      await settleWithin(paused, LAST_WORD_MS);
    }
    // By force, because asking Redis to end the connections hangs when it is away; nothing runs on them any more.
    await settleWithin(Promise.all(workers.map((worker) => worker.close(true))), LAST_WORD_MS);
    if (this.connections.fast.status === 'ready') await this.#dropPersonalQueues();
  }

  /** Nobody serves them any more; nudges left inside are found by the sweeps. */
  async #dropPersonalQueues(): Promise<void> {
    const personal = this.serving.filter(({ queue }) => queue.name !== queue.contractQueue);
    const dropped = personal.map(({ queue }) =>
      this.queues.personal(queue.name).obliterate({ force: true }),
    );
    await settleWithin(Promise.allSettled(dropped), LAST_WORD_MS);
  }
}
