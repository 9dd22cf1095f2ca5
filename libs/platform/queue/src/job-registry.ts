/** Which handler does which job. Built once at boot; a contract and its handler must find each other one to one. */
import { AppError } from '#platform/errors';
import { jobKey, type JobContract } from './job-contract.js';
import type { JobContext } from './job-handler.decorator.js';

/** A handler whose data type is no longer known; the data is parsed before it is called. */
export interface AnyHandler {
  handle(data: unknown, context: JobContext): Promise<void>;
}

/** A handler as found among the providers. */
export interface FoundHandler {
  contract: JobContract;
  /** The class's name, for messages. */
  className: string;
  handler: AnyHandler;
}

/** A contract with its one handler. */
export interface RegisteredJob {
  contract: JobContract;
  handler: AnyHandler;
}

/**
 * Pairs contracts and handlers by queue and name. Throws `queue.registry` listing everything wrong: a contract without
 * a handler or declared twice, a handler without a declared contract, two handlers of one contract.
 */
export function buildJobRegistry(
  contracts: readonly JobContract[],
  found: readonly FoundHandler[],
): ReadonlyMap<string, RegisteredJob> {
  const problems: string[] = [];
  const jobs = new Map<string, RegisteredJob>();
  const declared = new Set<string>();
  for (const contract of contracts) {
    const key = jobKey(contract.queue, contract.name);
    if (declared.has(key)) problems.push(`${key} is declared twice`);
    declared.add(key);
    const handlers = found.filter((one) => jobKey(one.contract.queue, one.contract.name) === key);
    const [first] = handlers;
    if (first === undefined) problems.push(`${key} has no handler`);
    else jobs.set(key, { contract, handler: first.handler });
    if (handlers.length > 1) {
      problems.push(
        `${key} has several handlers: ${handlers.map((one) => one.className).join(', ')}`,
      );
    }
  }
  for (const { contract, className } of found) {
    const key = jobKey(contract.queue, contract.name);
    if (!declared.has(key)) problems.push(`${className} handles the undeclared ${key}`);
  }
  if (problems.length === 0) return jobs;
  throw new AppError({
    kind: 'internal',
    code: 'queue.registry',
    message: `Jobs are wired wrongly: ${problems.join('; ')}.`,
  });
}
