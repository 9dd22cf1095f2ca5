import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until the answer is there. A bound on patience, not a measure: the limit is far above what it takes.
 *
 * @param ask answers undefined, null or false while it is too early
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(50);
  }
}
