/** The producers' end of the queues, opened when first used, all on the fail-fast connection. Bull Board shows them too. */
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type JobsOptions, Queue } from 'bullmq';
import { RedisConnections } from '#platform/redis';
import type { JobContract } from './job-contract.js';
import { QueueSettings } from './queue-settings.js';
import { quietErrors } from './quiet-errors.js';

const MAX_PERSONAL_QUEUES = 64;
const HOUR_SECONDS = 3600;

/** How BullMQ keeps and repeats the jobs of a contract. Finished jobs are kept for Bull Board, in bounds. */
export function jobOptions(contract: JobContract): JobsOptions {
  return {
    attempts: contract.attempts,
    backoff: { type: 'exponential', delay: contract.backoffMs, jitter: 0.25 },
    removeOnComplete: { age: HOUR_SECONDS, count: 1000 },
    removeOnFail: { age: 7 * 24 * HOUR_SECONDS, count: 5000 },
  };
}

/** Opens and closes Queue objects; the connection is not theirs. */
@Injectable()
export class JobQueues implements OnApplicationShutdown {
  readonly #logger = new Logger(JobQueues.name);
  readonly #shared = new Map<string, Queue>();
  readonly #personal = new Map<string, Queue>();

  constructor(
    private readonly connections: RedisConnections,
    private readonly settings: QueueSettings,
  ) {}

  /** The queue that all workers serve. */
  queue(name: string): Queue {
    const known = this.#shared.get(name);
    if (known !== undefined) return known;
    const queue = this.#open(name);
    this.#shared.set(name, queue);
    return queue;
  }

  /** A queue of one worker. Workers come and go: only the last used ones are kept open. */
  personal(name: string): Queue {
    const queue = this.#personal.get(name) ?? this.#open(name);
    this.#personal.delete(name);
    this.#personal.set(name, queue);
    for (const [oldest, unused] of this.#personal) {
      if (this.#personal.size <= MAX_PERSONAL_QUEUES) break;
      this.#personal.delete(oldest);
      this.#close(unused);
    }
    return queue;
  }

  onApplicationShutdown(): void {
    for (const queue of [...this.#shared.values(), ...this.#personal.values()]) this.#close(queue);
    this.#shared.clear();
    this.#personal.clear();
  }

  #open(name: string): Queue {
    const queue = new Queue(name, {
      connection: this.connections.fast,
      prefix: this.settings.prefix,
      // The version is asked for once at the start: on a connection that fails fast one lost answer
      // would break the queue for good. Workers ask on theirs, which waits.
      skipVersionCheck: true,
    });
    queue.on('error', quietErrors(this.#logger, `Queue ${name}`));
    return queue;
  }

  #close(queue: Queue): void {
    queue
      .close()
      .catch((error: Error) => this.#logger.debug(`Queue ${queue.name}: ${error.message}`));
  }
}
