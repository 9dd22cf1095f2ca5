/**
 * A job as a contract: its queue, its name and the form of its data. Producers and the handler share nothing else.
 * Data carries ids, not contents; a breaking change of its form is a new name. The comment on a contract says why the
 * job is harmless when it runs twice or is lost: Postgres is the truth, a job is a nudge.
 */
import type { z } from 'zod';
import { AppError } from '#platform/errors';

const DEFAULT_ATTEMPTS = 3;
const DEFAULT_BACKOFF_MS = 1000;
const NAME = /^[a-z][a-z0-9-]*$/;

/** What producers and handlers agree on. */
export interface JobContract<S extends z.ZodType = z.ZodType> {
  readonly queue: string;
  readonly name: string;
  /** Must describe plain JSON, without transforms: it is applied on the way in and on the way out. */
  readonly data: S;
  /** Runs in all before the job counts as failed. */
  readonly attempts: number;
  /** Wait before the second run; doubles with each further one. */
  readonly backoffMs: number;
  /** Jobs of this kind that one worker runs at a time; the highest of a queue counts for the queue. */
  readonly concurrency: number;
  /** Whether a job may be sent to one certain worker. */
  readonly personal: boolean;
}

/** The data of a contract's jobs. */
export type JobData<C extends JobContract> = z.output<C['data']>;

/** Makes a contract. Names are lower-case with dashes. */
export function defineJob<S extends z.ZodType>(options: {
  queue: string;
  name: string;
  data: S;
  attempts?: number;
  backoffMs?: number;
  concurrency?: number;
  personal?: boolean;
}): JobContract<S> {
  for (const name of [options.queue, options.name]) {
    if (!NAME.test(name)) throw broken(`"${name}" is no name for a queue or a job`);
  }
  return Object.freeze({
    queue: options.queue,
    name: options.name,
    data: options.data,
    attempts: options.attempts ?? DEFAULT_ATTEMPTS,
    backoffMs: options.backoffMs ?? DEFAULT_BACKOFF_MS,
    concurrency: options.concurrency ?? 1,
    personal: options.personal ?? false,
  });
}

/** How a contract is called in logs and registries. */
export function jobKey(queue: string, name: string): string {
  return `${queue}/${name}`;
}

/** The queue of one certain worker. */
export function personalQueue(queue: string, workerId: string): string {
  return `${queue}-${workerId.replaceAll(':', '-')}`;
}

/** The data in the contract's form; throws `queue.invalid_data`, which names the fields and not their values. */
export function parseJobData<S extends z.ZodType>(
  contract: JobContract<S>,
  data: unknown,
): z.output<S> {
  const result = contract.data.safeParse(data);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, code }) => ({ path: path.join('.'), code }));
  throw new AppError({
    kind: 'invalid',
    code: 'queue.invalid_data',
    message: `The data of a ${jobKey(contract.queue, contract.name)} job does not have the form of its contract.`,
    details: { issues },
  });
}

function broken(why: string): AppError {
  return new AppError({
    kind: 'internal',
    code: 'queue.bad_contract',
    message: `A job contract is wrong: ${why}.`,
  });
}
