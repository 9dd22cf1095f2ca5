/** Asks for a sync of a seller's shop and tells how it goes. The work itself is ShopSyncService's, in a worker. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Id } from '#platform/ids';
import { JobProducer } from '#platform/queue';
import { EtsyConnectionsRepository } from '../connection/etsy-connections.repository.js';
import { needsReconnect, notConnected } from '../etsy.errors.js';
import { SyncShop } from '../etsy.jobs.js';
import { SyncRunsRepository, type SyncRunRow, type SyncTrigger } from './sync-runs.repository.js';

const LOOK_EVERY_MS = 200;

@Injectable()
export class SyncRequestsService {
  constructor(
    private readonly connections: EtsyConnectionsRepository,
    private readonly runs: SyncRunsRepository,
    private readonly jobs: JobProducer,
  ) {}

  /**
   * Starts a sync, or answers the one that is under way.
   *
   * @throws AppError `etsy.not_connected` (400), `etsy.needs_reconnect` (409)
   */
  async request(sellerId: Id<'sel'>, trigger: SyncTrigger): Promise<SyncRunRow> {
    const connection = await this.connections.findBySeller(sellerId);
    if (!connection) throw notConnected();
    if (connection.status === 'needs_reconnect') throw needsReconnect();
    const run = await this.runs.request(sellerId, trigger);
    await this.jobs.enqueue(SyncShop, { syncRunId: run.id });
    return run;
  }

  /** The latest state of a run once it has ended, or after `patienceMs`, whichever comes first. */
  async waitForEnd(run: SyncRunRow, patienceMs: number): Promise<SyncRunRow> {
    const deadline = Date.now() + patienceMs;
    let latest = run;
    while (isOpen(latest) && Date.now() < deadline) {
      await sleep(LOOK_EVERY_MS);
      latest = (await this.runs.find(run.id)) ?? latest;
    }
    return latest;
  }
}

/** Whether a run is still to be worked on. */
export function isOpen(run: Pick<SyncRunRow, 'status'>): boolean {
  return run.status === 'queued' || run.status === 'running' || run.status === 'waiting';
}
