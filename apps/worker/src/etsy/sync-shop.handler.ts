import { Injectable } from '@nestjs/common';
import { WorkerIdentity } from '#features/agents';
import { ShopSyncService, SyncShop } from '#features/etsy';
import { type HandlesJob, JobHandler, type JobData } from '#platform/queue';

/** A nudge: go on with this sync. The run's lease in Postgres decides whether there is anything to do here. */
@JobHandler(SyncShop)
@Injectable()
export class SyncShopHandler implements HandlesJob<typeof SyncShop> {
  constructor(
    private readonly syncs: ShopSyncService,
    private readonly worker: WorkerIdentity,
  ) {}

  async handle({ syncRunId }: JobData<typeof SyncShop>): Promise<void> {
    await this.syncs.work(syncRunId, this.worker.id);
  }
}
