/** What comes by the clock: syncs that are due, grants and proposals that end, rows nobody needs any more. */
import { Injectable } from '@nestjs/common';
import {
  GrantWatchService,
  ProposalsService,
  ShopRetentionService,
  SyncScheduleService,
} from '#features/etsy';
import { HOUR_MS, MINUTE_MS } from '#platform/clock';
import { Sweep } from '../sweep.js';

const ROUND_MS = 15_000;
const ROUND_SHOPS = 20;

@Injectable()
export class ShopDeadlinesService {
  private readonly sweeps = [
    new Sweep('SyncRounds', { everyMs: ROUND_MS, maxBackoffMs: MINUTE_MS }, async () => {
      await this.schedule.startDue(ROUND_SHOPS);
    }),
    new Sweep('ShopDeadlines', { everyMs: 10 * MINUTE_MS, maxBackoffMs: HOUR_MS }, async () => {
      await this.grants.warn();
      await this.proposals.expireOld();
    }),
    new Sweep('ShopCleaning', { everyMs: 6 * HOUR_MS, maxBackoffMs: 6 * HOUR_MS }, () =>
      this.retention.forgetOld(),
    ),
  ];

  constructor(
    private readonly schedule: SyncScheduleService,
    private readonly grants: GrantWatchService,
    private readonly proposals: ProposalsService,
    private readonly retention: ShopRetentionService,
  ) {}

  start(): void {
    for (const sweep of this.sweeps) sweep.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.sweeps.map((sweep) => sweep.stop()));
  }
}
