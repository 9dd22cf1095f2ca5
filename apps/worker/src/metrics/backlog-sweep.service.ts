/** Shows in this worker's metrics what waits in the database and what it keeps alive itself. */
import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BacklogRepository, SessionPool, TurnMetrics } from '#features/agents';
import { SECOND_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import { Sweep } from '../sweep.js';

const EVERY_MS = 15 * SECOND_MS;

@Injectable()
export class BacklogSweepService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweep = new Sweep(
    BacklogSweepService.name,
    { everyMs: EVERY_MS, maxBackoffMs: 4 * EVERY_MS },
    () => this.look(),
  );

  constructor(
    private readonly config: AppConfig,
    private readonly backlog: BacklogRepository,
    private readonly pool: SessionPool,
    private readonly metrics: TurnMetrics,
  ) {}

  /** Nobody reads metrics that are not served. */
  onApplicationBootstrap(): void {
    if (this.config.metricsPort !== null) this.sweep.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweep.stop();
  }

  private async look(): Promise<void> {
    this.metrics.showSessions(this.pool.size);
    this.metrics.showBacklog(await this.backlog.readAcrossSellers());
  }
}
