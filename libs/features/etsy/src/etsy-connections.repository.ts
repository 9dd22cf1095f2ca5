/** SQL of `etsy_connections`. Tokens come and go sealed. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows, type Db } from '#platform/database';
import type { Id } from '#platform/ids';
import type { EtsyConnectionStatus } from './etsy-connection.entity.js';

export interface EtsyConnectionRow {
  id: Id<'etsy'>;
  sellerId: Id<'sel'>;
  shopId: string;
  shopName: string;
  etsyUserId: string;
  accessToken: string;
  refreshToken: string;
  tokenExpiresAt: Date;
  refreshTokenExpiresAt: Date;
  scopes: string[];
  status: EtsyConnectionStatus;
  shop: Record<string, unknown>;
  lastSyncAt: Date | null;
  createdAt: Date;
}

const COLUMNS = `id, seller_id, shop_id, shop_name, etsy_user_id, access_token, refresh_token, token_expires_at,
  refresh_token_expires_at, scopes, status, shop, last_sync_at, created_at`;

@Injectable()
export class EtsyConnectionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async findBySeller(sellerId: Id<'sel'>): Promise<EtsyConnectionRow | null> {
    return row(this.dataSource, `select ${COLUMNS} from etsy_connections where seller_id = $1`, [sellerId]);
  }

  async findByShopAcrossSellers(shopId: string): Promise<EtsyConnectionRow | null> {
    return row(this.dataSource, `select ${COLUMNS} from etsy_connections where shop_id = $1`, [shopId]);
  }

  async delete(db: Db, sellerId: Id<'sel'>): Promise<boolean> {
    return (await rows(db, `delete from etsy_connections where seller_id = $1 returning id`, [sellerId])).length === 1;
  }
}
