/** Forgets old lines of the activity log now and then. Every worker does it; what another removed is simply gone. */
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EventRetentionService } from '#features/agents';
import { HOUR_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import { Sweep } from '../sweep.js';

@Injectable()
export class EventRetentionSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventRetentionSweep.name);
  private readonly timer = new Sweep(
    EventRetentionSweep.name,
    { everyMs: HOUR_MS, maxBackoffMs: HOUR_MS },
    () => this.sweep(),
  );

  constructor(
    private readonly config: AppConfig,
    private readonly retention: EventRetentionService,
  ) {}

  onApplicationBootstrap(): void {
    this.timer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.timer.stop();
  }

  private async sweep(): Promise<void> {
    const days = this.config.agent.eventRetentionDays;
    const removed = await this.retention.forgetOldAcrossSellers(days);
    if (removed > 0) this.logger.log(`${removed} events older than ${days} days are forgotten`);
  }
}
