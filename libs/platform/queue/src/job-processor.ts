/** The worker's end of one queue: a class for each queue, as @nestjs/bullmq wants it. Started by JobWorkers after the boot. */
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable, Logger, type Type } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JobDispatcher } from './job-dispatcher.service.js';
import { quietErrors } from './quiet-errors.js';

/** Hands the jobs of one queue to the dispatcher. */
@Injectable()
export abstract class JobProcessor extends WorkerHost {
  readonly #warn = quietErrors(new Logger('JobWorker'), 'Worker');

  constructor(private readonly dispatcher: JobDispatcher) {
    super();
  }

  /** The shared queue whose contracts are served. */
  protected abstract contractQueue(): string;

  /** Three parameters, or BullMQ passes no signal. */
  override async process(job: Job, token?: string, signal?: AbortSignal): Promise<void> {
    await this.dispatcher.dispatch(
      this.contractQueue(),
      job,
      token,
      signal ?? new AbortController().signal,
    );
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.#warn(error);
  }
}

/** One queue a worker process serves. */
export interface ServedQueue {
  /** As BullMQ knows it. */
  name: string;
  /** The queue of the contracts; differs from name for a personal queue. */
  contractQueue: string;
  concurrency: number;
}

/** The processor class of a queue. */
export function processorOf(queue: ServedQueue, workerId: string): Type<JobProcessor> {
  @Processor(queue.name, {
    autorun: false,
    name: workerId,
    concurrency: queue.concurrency,
    // After Redis comes back, look again after a second instead of BullMQ's 15.
    runRetryDelay: 1000,
    // A job whose worker was killed runs again; how often is counted in Postgres, not here.
    maxStalledCount: 10,
    skipVersionCheck: false,
  })
  class QueueProcessor extends JobProcessor {
    protected override contractQueue(): string {
      return queue.contractQueue;
    }
  }
  return QueueProcessor;
}
