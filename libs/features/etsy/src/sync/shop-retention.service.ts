/** Removes what nobody needs any more: old runs, handled order events, told notices. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ShopNoticesRepository } from '../notices/shop-notices.repository.js';
import { OrderEventsRepository } from '../orders/order-events.repository.js';
import { SyncRunsRepository } from './sync-runs.repository.js';

const KEEP_RUNS_DAYS = 14;

@Injectable()
export class ShopRetentionService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly runs: SyncRunsRepository,
    private readonly orders: OrderEventsRepository,
    private readonly notices: ShopNoticesRepository,
  ) {}

  async forgetOld(): Promise<void> {
    await this.runs.forgetOldAcrossSellers(KEEP_RUNS_DAYS);
    await this.orders.forgetOldAcrossSellers();
    await this.notices.forgetOldAcrossSellers(this.dataSource);
  }
}
