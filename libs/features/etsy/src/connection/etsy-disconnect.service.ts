/** Ends a seller's connection: tokens deleted, syncs stopped, the catalogue tombstoned and stripped of Etsy's bodies. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ProductsRepository } from '#features/products';
import { inTransaction } from '#platform/database';
import type { Id } from '#platform/ids';
import { EtsyConnectionsRepository } from './etsy-connections.repository.js';
import { SyncRunsRepository } from '../sync/sync-runs.repository.js';

@Injectable()
export class EtsyDisconnectService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly connections: EtsyConnectionsRepository,
    private readonly runs: SyncRunsRepository,
    private readonly products: ProductsRepository,
  ) {}

  /** @returns false when nothing was connected */
  async disconnect(sellerId: Id<'sel'>): Promise<boolean> {
    return inTransaction(this.dataSource, async (manager) => {
      // First, so that what is being read is either in before the products go or does not come in at all.
      await this.runs.cancelOpen(manager, sellerId);
      await this.connections.shutOut(manager, sellerId);
      await this.products.forgetAll(manager, sellerId);
      return this.connections.delete(manager, sellerId);
    });
  }
}
