/** From a BullMQ job to its handler: finds it, parses the data, and turns what it throws into what BullMQ understands. */
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import { type AppError, toAppError } from '#platform/errors';
import { inSpan } from '#platform/tracing';
import { jobKey, parseJobData, type JobContract } from './job-contract.js';
import { jobFate } from './job-failure.js';
import { HandledContract } from './job-handler.decorator.js';
import {
  type AnyHandler,
  buildJobRegistry,
  type FoundHandler,
  type RegisteredJob,
} from './job-registry.js';

/** Injection token of the contracts that a worker declares. */
export const WORKER_CONTRACTS = Symbol('WORKER_CONTRACTS');

/** Dispatches jobs; its start-up check stops the boot when contracts and handlers do not match. */
@Injectable()
export class JobDispatcher implements OnModuleInit {
  readonly #logger = new Logger(JobDispatcher.name);
  readonly #running = new Set<Promise<void>>();
  #jobs: ReadonlyMap<string, RegisteredJob> = new Map();

  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(WORKER_CONTRACTS) private readonly contracts: readonly JobContract[],
  ) {}

  onModuleInit(): void {
    this.#jobs = buildJobRegistry(this.contracts, this.#findHandlers());
  }

  /** Whether a handler is at work. */
  get busy(): boolean {
    return this.#running.size > 0;
  }

  /** Resolves as soon as no handler is at work. */
  async idle(): Promise<void> {
    while (this.busy) await Promise.allSettled(this.#running);
  }

  /** Runs one job; `queue` is the shared queue's name even for a worker's personal queue. */
  async dispatch(
    queue: string,
    job: Job,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const run = this.#run(queue, job, token, signal);
    this.#running.add(run);
    try {
      await run;
    } finally {
      this.#running.delete(run);
    }
  }

  async #run(
    queue: string,
    job: Job,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const key = jobKey(queue, job.name);
    const registered = this.#jobs.get(key);
    if (registered === undefined) {
      this.#logger.error(
        `Job ${job.id} ${key} is known to no handler of this worker and was failed.`,
      );
      throw new UnrecoverableError(`No handler knows the job ${key}.`);
    }
    try {
      const data = parseJobData(registered.contract, job.data);
      await inSpan(`job ${key}`, {}, () => registered.handler.handle(data, { signal }));
    } catch (error) {
      await this.#settle(key, job, token, toAppError(error));
    }
  }

  async #settle(key: string, job: Job, token: string | undefined, error: AppError): Promise<never> {
    const verdict = jobFate(error);
    const text = `Job ${job.id} ${key}, run ${job.attemptsMade + 1}: ${error.code}`;
    switch (verdict.fate) {
      case 'delay':
        this.#logger.log(`${text}; waiting ${verdict.delayMs} ms.`);
        await job.moveToDelayed(Date.now() + verdict.delayMs, token);
        throw new DelayedError();
      case 'give_up':
        this.#logger.error({ msg: `${text}; given up.`, err: error });
        throw new UnrecoverableError(`${error.code}: ${error.message}`);
      case 'retry':
        this.#logger.warn({ msg: text, err: error });
        throw error;
    }
  }

  #findHandlers(): FoundHandler[] {
    return this.discovery.getProviders({ metadataKey: HandledContract.KEY }).flatMap((wrapper) => {
      const contract = this.discovery.getMetadataByDecorator(HandledContract, wrapper);
      const handler: unknown = wrapper.instance;
      if (contract === undefined || !isHandler(handler)) return [];
      return [{ contract, className: wrapper.name ?? '', handler }];
    });
  }
}

function isHandler(value: unknown): value is AnyHandler {
  return (
    typeof value === 'object' &&
    value !== null &&
    'handle' in value &&
    typeof value.handle === 'function'
  );
}
