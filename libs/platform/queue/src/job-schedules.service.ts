/** Jobs that come round. Redis may forget them (FLUSHALL), so whoever leads upserts them at boot and every minute. */
import { Injectable } from '@nestjs/common';
import { RedisConnections } from '#platform/redis';
import { parseJobData, type JobContract, type JobData } from './job-contract.js';
import { jobOptions, JobQueues } from './job-queues.service.js';
import { settleWithin } from './settle-within.js';

const UPSERT_TIMEOUT_MS = 1000;

/** Makes and renews schedules; one for each contract. */
@Injectable()
export class JobSchedules {
  constructor(
    private readonly connections: RedisConnections,
    private readonly queues: JobQueues,
  ) {}

  /**
   * Makes the contract's job come round every `everyMs`, or leaves a schedule that is there already in its rhythm.
   *
   * @returns false when Redis is away or did not answer
   * @throws AppError `queue.invalid_data`
   */
  async upsert<C extends JobContract>(
    contract: C,
    schedule: { everyMs: number; data: JobData<C> },
  ): Promise<boolean> {
    const data = parseJobData(contract, schedule.data);
    if (this.connections.fast.status !== 'ready') return false;
    const upserted = this.queues
      .queue(contract.queue)
      .upsertJobScheduler(
        contract.name,
        { every: schedule.everyMs },
        { name: contract.name, data, opts: jobOptions(contract) },
      );
    return settleWithin(upserted, UPSERT_TIMEOUT_MS);
  }
}
