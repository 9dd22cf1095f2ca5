/** What comes by the clock: syncs that are due, grants and proposals that end, rows nobody needs any more. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  GrantWatchService,
  OrderEventsRepository,
  ProposalsService,
  ShopNoticesRepository,
  SyncRunsRepository,
  SyncScheduleService,
} from '#features/etsy';
import { HOUR_MS, MINUTE_MS } from '#platform/clock';
import { Sweep } from '../sweep.js';

const ROUND_MS = 15_000;
const ROUND_SHOPS = 20;
const KEEP_RUNS_DAYS = 14;

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
    new Sweep('ShopCleaning', { everyMs: 6 * HOUR_MS, maxBackoffMs: 6 * HOUR_MS }, async () => {
      await this.runs.forgetOldAcrossSellers(KEEP_RUNS_DAYS);
      await this.orders.forgetOldAcrossSellers();
      await this.notices.forgetOldAcrossSellers(this.dataSource);
    }),
  ];

  constructor(
    private readonly dataSource: DataSource,
    private readonly schedule: SyncScheduleService,
    private readonly grants: GrantWatchService,
    private readonly proposals: ProposalsService,
    private readonly runs: SyncRunsRepository,
    private readonly orders: OrderEventsRepository,
    private readonly notices: ShopNoticesRepository,
  ) {}

  start(): void {
    for (const sweep of this.sweeps) sweep.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.sweeps.map((sweep) => sweep.stop()));
  }
}
