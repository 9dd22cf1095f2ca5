/**
 * Finds syncs that are due and nobody works on: lost nudges, dead workers, waits for quota that have run out. Starts and
 * stops the shops' other sweeps along with itself.
 */
import { Injectable, Logger } from '@nestjs/common';
import { WorkerIdentity } from '#features/agents';
import { ShopSyncService, SyncRunsRepository } from '#features/etsy';
import type { Id } from '#platform/ids';
import { Sweep } from '../sweep.js';
import { ShopDeadlinesService } from './shop-deadlines.service.js';
import { ShopWorkSweep } from './shop-work-sweep.service.js';

const EVERY_MS = 2_000;
const MAX_BACKOFF_MS = 10_000;
const AT_ONCE = 4;

@Injectable()
export class SyncSweepService {
  private readonly logger = new Logger(SyncSweepService.name);
  private readonly working = new Set<Promise<void>>();
  private readonly sweep = new Sweep(
    SyncSweepService.name,
    { everyMs: EVERY_MS, maxBackoffMs: MAX_BACKOFF_MS },
    () => this.look(),
  );

  constructor(
    private readonly runs: SyncRunsRepository,
    private readonly syncs: ShopSyncService,
    private readonly worker: WorkerIdentity,
    private readonly shopWork: ShopWorkSweep,
    private readonly deadlines: ShopDeadlinesService,
  ) {}

  start(): void {
    this.sweep.start();
    this.shopWork.start();
    this.deadlines.start();
  }

  /** Stops looking; what is under way stops behind its page and is found by the next worker. */
  async stop(): Promise<void> {
    await Promise.all([this.sweep.stop(), this.shopWork.stop(), this.deadlines.stop()]);
    this.syncs.stop();
    await Promise.all(this.working);
  }

  private async look(): Promise<void> {
    const room = AT_ONCE - this.working.size;
    if (room <= 0) return;
    for (const id of await this.runs.listDueAcrossSellers(room)) {
      const work = this.work(id).finally(() => this.working.delete(work));
      this.working.add(work);
    }
  }

  private async work(id: Id<'syn'>): Promise<void> {
    try {
      await this.syncs.work(id, this.worker.id);
    } catch (error) {
      this.logger.error(
        { syncRunId: id, error: String(error) },
        'a sync could not be worked on; it will be tried again',
      );
    }
  }
}
