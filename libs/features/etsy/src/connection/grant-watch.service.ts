/** Tells sellers in time that Etsy's grant will end: a refresh token lives 90 days from its last use. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '#platform/database';
import { ShopNoticesRepository } from '../notices/shop-notices.repository.js';
import { EtsyConnectionsRepository } from './etsy-connections.repository.js';

const WARN_DAYS = 14;

@Injectable()
export class GrantWatchService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly connections: EtsyConnectionsRepository,
    private readonly notices: ShopNoticesRepository,
  ) {}

  /** Writes a notice for every grant that ends within 14 days, once. @returns how many */
  async warn(): Promise<number> {
    return inTransaction(this.dataSource, async (manager) => {
      const ending = await this.connections.takeEndingAcrossSellers(manager, WARN_DAYS);
      for (const { sellerId, shopName, refreshTokenExpiresAt } of ending) {
        const day = refreshTokenExpiresAt.toISOString().slice(0, 10);
        await this.notices.add(manager, {
          sellerId,
          type: 'etsy.reconnect_soon',
          content: `The connection to ${shopName} ends on ${day}. Connect the shop again before that day.`,
          metadata: { endsAt: refreshTokenExpiresAt.toISOString() },
        });
      }
      return ending.length;
    });
  }
}
