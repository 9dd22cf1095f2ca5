/** Puts together how the house is: Postgres for the truth, Redis for the queues when it answers. */
import { Injectable } from '@nestjs/common';
import { QuotaGovernor } from '#features/etsy';
import { Clock } from '#platform/clock';
import { JobQueues } from '#platform/queue';
import type { AdminHealthDto, AdminQuotaDto, QueueCountsDto } from './admin.dto.js';
import { HouseViewRepository } from './house-view.repository.js';
import { WATCHED_QUEUES } from './watched-queues.js';

/** What administrators look at first. */
@Injectable()
export class HouseView {
  constructor(
    private readonly view: HouseViewRepository,
    private readonly queues: JobQueues,
    private readonly quota: QuotaGovernor,
    private readonly clock: Clock,
  ) {}

  /** Channels, syncs, messages and queues at this moment. */
  async health(): Promise<AdminHealthDto> {
    const [channels, syncs24h, inbox, deliveries] = await Promise.all([
      this.view.countChannelsAcrossSellers(),
      this.view.countSyncsAcrossSellers(),
      this.view.countInboxAcrossSellers(),
      this.view.countDeliveriesAcrossSellers(),
    ]);
    const [oldestQueuedMs, sickChannels, sickShops, queues] = await Promise.all([
      this.view.oldestQueuedMsAcrossSellers(),
      this.view.listSickChannelsAcrossSellers(),
      this.view.listSickShopsAcrossSellers(),
      Promise.all(WATCHED_QUEUES.map((name) => this.countsOf(name))),
    ]);
    const trouble = { oldestQueuedMs, sickChannels, sickShops };
    return { channels, syncs24h, inbox, deliveries, ...trouble, queues, at: this.clock.now() };
  }

  /** What is left of the budget at Etsy. */
  async quotas(): Promise<AdminQuotaDto> {
    return { etsy: await this.quota.state() };
  }

  private async countsOf(name: string): Promise<QueueCountsDto> {
    const counts = await this.queues
      .queue(name)
      .getJobCounts()
      .catch(() => null);
    return { name, counts };
  }
}
