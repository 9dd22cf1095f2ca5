/** Enqueueing. A nudge that cannot be sent is no error: the sweeps find the work in Postgres. */
import { Injectable } from '@nestjs/common';
import { AppError } from '#platform/errors';
import { RedisConnections } from '#platform/redis';
import {
  jobKey,
  parseJobData,
  personalQueue,
  type JobContract,
  type JobData,
} from './job-contract.js';
import { jobOptions, JobQueues } from './job-queues.service.js';
import { settleWithin } from './settle-within.js';

const ENQUEUE_TIMEOUT_MS = 280;

/** How a single job differs from its contract. */
export interface EnqueueOptions {
  delayMs?: number | undefined;
  /** 1 runs first; jobs without a priority run before all of them. */
  priority?: number | undefined;
  /** Sends the job to this worker's own queue; the contract must be `personal`. */
  workerId?: string | undefined;
}

/** Sends jobs. */
@Injectable()
export class JobProducer {
  constructor(
    private readonly connections: RedisConnections,
    private readonly queues: JobQueues,
  ) {}

  /**
   * Enqueues a job, within 0.3 s whatever state Redis is in.
   *
   * @returns false when Redis is away or did not answer; the job may then still run
   * @throws AppError `queue.invalid_data`, `queue.not_personal`
   */
  async enqueue<C extends JobContract>(
    contract: C,
    data: JobData<C>,
    options: EnqueueOptions = {},
  ): Promise<boolean> {
    const parsed = parseJobData(contract, data);
    if (options.workerId !== undefined && !contract.personal) throw notPersonal(contract);
    if (this.connections.fast.status !== 'ready') return false;
    const queue =
      options.workerId === undefined
        ? this.queues.queue(contract.queue)
        : this.queues.personal(personalQueue(contract.queue, options.workerId));
    const added = queue.add(contract.name, parsed, {
      ...jobOptions(contract),
      ...(options.workerId === undefined ? {} : { removeOnComplete: true }),
      ...(options.delayMs === undefined ? {} : { delay: options.delayMs }),
      ...(options.priority === undefined ? {} : { priority: options.priority }),
    });
    return settleWithin(added, ENQUEUE_TIMEOUT_MS);
  }
}

function notPersonal(contract: JobContract): AppError {
  return new AppError({
    kind: 'internal',
    code: 'queue.not_personal',
    message: `${jobKey(contract.queue, contract.name)} has no personal queues; set personal: true on its contract.`,
  });
}
