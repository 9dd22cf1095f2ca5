/** Starts and ends what a worker does by itself, by role and in order. */
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { AppConfig } from '#platform/config';
import { TurnSweepService } from './agents/turn-sweep.service.js';
import { SyncSweepService } from './etsy/sync-sweep.service.js';
import { ChannelHolders } from './messaging/channel-holders.service.js';
import { DeliverySweepService } from './messaging/delivery-sweep.service.js';

/** Running turns get this long to end by themselves. */
const DRAIN_MS = 25_000;

@Injectable()
export class WorkerLifecycle implements BeforeApplicationShutdown {
  constructor(
    private readonly config: AppConfig,
    private readonly turns: TurnSweepService,
    private readonly deliveries: DeliverySweepService,
    private readonly syncs: SyncSweepService,
    private readonly holders: ChannelHolders,
  ) {}

  start(): void {
    const { workerRoles } = this.config;
    if (workerRoles.includes('turns')) this.turns.start();
    if (workerRoles.includes('channels')) this.holders.start();
    this.syncs.start();
    this.deliveries.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    // Nothing new comes in, then what runs may end and be sent.
    await Promise.all([this.turns.stop(), this.holders.stopTaking(), this.syncs.stop()]);
    await this.turns.drain(DRAIN_MS);
    await this.deliveries.stop();
    // Last: until here answers could still go out.
    await this.holders.close();
  }
}
