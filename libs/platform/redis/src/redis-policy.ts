/**
 * Whether a Redis server is set up so that queues survive: without eviction (BullMQ breaks when keys vanish) and with
 * the append-only file. Asked at boot; in production an evicting server is fatal.
 */
import type { Redis } from 'ioredis';

/** What is wrong with the server; empty lists when nothing is. */
export interface RedisPolicyReport {
  fatal: string[];
  warnings: string[];
}

/** Judges the two settings; null means that the server did not tell (managed servers refuse CONFIG). */
export function judgeRedisPolicy(
  settings: { evictionPolicy: string | null; appendOnly: string | null },
  production: boolean,
): RedisPolicyReport {
  const report: RedisPolicyReport = { fatal: [], warnings: [] };
  const { evictionPolicy, appendOnly } = settings;
  if (evictionPolicy === null || appendOnly === null) {
    report.warnings.push(
      'Redis does not show its settings; make sure of maxmemory-policy noeviction and appendonly yes.',
    );
  }
  if (evictionPolicy !== null && evictionPolicy !== 'noeviction') {
    const text = `Redis may evict keys (maxmemory-policy ${evictionPolicy}); set maxmemory-policy noeviction.`;
    (production ? report.fatal : report.warnings).push(text);
  }
  if (appendOnly === 'no') {
    report.warnings.push(
      'Redis keeps no append-only file; nudges are lost at its restart (set appendonly yes).',
    );
  }
  return report;
}

/** Asks a server and judges it. A server that is away or refuses gives a warning, never an error. */
export async function checkRedisPolicy(
  redis: Redis,
  production: boolean,
): Promise<RedisPolicyReport> {
  const setting = async (name: string): Promise<string | null> => {
    try {
      const answer: unknown = await redis.config('GET', name);
      const value: unknown = Array.isArray(answer) ? answer[1] : null;
      return typeof value === 'string' ? value : null;
    } catch {
      return null;
    }
  };
  const evictionPolicy = await setting('maxmemory-policy');
  return judgeRedisPolicy({ evictionPolicy, appendOnly: await setting('appendonly') }, production);
}
