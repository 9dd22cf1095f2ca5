import { DiscoveryService } from '@nestjs/core';
import type { JobContract, JobData } from './job-contract.js';

/** What a handler gets beside the data. */
export interface JobContext {
  /** Aborted when the job lost its lock or the worker must end: stop as soon as it is safe. */
  signal: AbortSignal;
}

/**
 * A class that does the jobs of one contract. Throw AppError to say what happens next: `rate_limited` waits
 * `retryAfterMs` without using an attempt; `upstream`, `unavailable` and `internal` are tried again with backoff; every
 * other kind ends the job. Any other error counts as `internal`.
 */
export interface HandlesJob<C extends JobContract> {
  handle(data: JobData<C>, context: JobContext): Promise<void>;
}

/** Marks which contract a class handles; read by the registry at boot. */
export const HandledContract = DiscoveryService.createDecorator<JobContract>();

/** Registers a provider class as the one handler of a contract. */
export function JobHandler<C extends JobContract>(
  contract: C,
): (target: new (...dependencies: never[]) => HandlesJob<C>) => void {
  return (target) => HandledContract(contract)(target);
}
