/**
 * Asks Postgres and Redis whether they would keep something, each within a second: a replica and a full server answer
 * every question and are of no use. Questions that come while one is under way share its answer, so that nobody can wear
 * the stores out through a public address.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '#platform/clock';
import { RedisConnections } from '#platform/redis';
import { DatabaseConnection } from '../database/database-connection.service.js';
import type { CheckResult, HealthDto } from './health.dto.js';

const PATIENCE_MS = 1000;

/** The state of the app as an operator wants to know it. */
@Injectable()
export class HealthService {
  private underWay: Promise<HealthDto> | null = null;

  constructor(
    private readonly database: DatabaseConnection,
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {}

  /** Without Postgres nothing works: unhealthy. Without Redis everything does, more slowly: degraded. */
  async check(): Promise<HealthDto> {
    this.underWay ??= this.ask().finally(() => {
      this.underWay = null;
    });
    return this.underWay;
  }

  private async ask(): Promise<HealthDto> {
    const [database, redis] = await Promise.all([
      within(() => this.database.takesWrites()),
      within(() => this.redis.takesWrites()),
    ]);
    return {
      status: statusOf(database, redis),
      checks: { api: 'ok', database, redis },
      timestamp: this.clock.now(),
    };
  }
}

function statusOf(database: CheckResult, redis: CheckResult): HealthDto['status'] {
  if (database !== 'ok') return 'unhealthy';
  return redis === 'ok' ? 'healthy' : 'degraded';
}

async function within(ask: () => Promise<boolean>): Promise<CheckResult> {
  const patience = new AbortController();
  try {
    const asked = ask().then((takesWrites) => (takesWrites ? 'ok' : 'no_writes'));
    const late = sleep(PATIENCE_MS, 'unreachable' as const, { signal: patience.signal });
    late.catch(() => undefined);
    return await Promise.race([asked, late]);
  } catch {
    return 'unreachable';
  } finally {
    patience.abort();
  }
}
