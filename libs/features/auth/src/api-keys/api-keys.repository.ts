/** SQL of the table `api_keys`. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Db, row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { SellerPlan, SellerStatus } from '../seller.entity.js';

const KEY = 'id, name, hint, scopes, last_used_at, expires_at, created_at';

/** A key as its seller sees it; the key itself is gone. */
export interface ApiKey {
  id: Id<'key'>;
  name: string;
  /** The last four characters. */
  hint: string;
  scopes: string[];
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  createdAt: Date;
}

/** The owner behind a key. */
export interface ApiKeyOwner {
  keyId: Id<'key'>;
  sellerId: Id<'sel'>;
  scopes: string[];
  email: string;
  plan: SellerPlan;
  status: SellerStatus;
  /** Whether `last_used_at` is old enough to be worth a write. */
  isUseStale: boolean;
}

/** Reads and writes API keys. */
@Injectable()
export class ApiKeysRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Null when the seller has `max` keys already. */
  async insertUnlessTooMany(
    db: Db,
    sellerId: Id<'sel'>,
    key: {
      id: Id<'key'>;
      name: string;
      keyHash: string;
      hint: string;
      scopes: readonly string[];
      lifetimeDays: number | null;
    },
    max: number,
  ): Promise<ApiKey | null> {
    return row<ApiKey>(
      db,
      `insert into api_keys (id, seller_id, name, key_hash, hint, scopes, expires_at)
       select $1, $2, $3, $4, $5, $6, now() + $7 * interval '1 day'
        where (select count(*) from api_keys where seller_id = $2) < $8
       returning ${KEY}`,
      [key.id, sellerId, key.name, key.keyHash, key.hint, key.scopes, key.lifetimeDays, max],
    );
  }

  async list(sellerId: Id<'sel'>): Promise<ApiKey[]> {
    return rows<ApiKey>(
      this.dataSource,
      `select ${KEY} from api_keys where seller_id = $1 order by id desc`,
      [sellerId],
    );
  }

  /** False when there is no such key of the seller. */
  async delete(db: Db, sellerId: Id<'sel'>, id: Id<'key'>): Promise<boolean> {
    const found = await row(
      db,
      `delete from api_keys where seller_id = $1 and id = $2 returning id`,
      [sellerId, id],
    );
    return found !== null;
  }

  /** @returns how many there were */
  async deleteAll(db: Db, sellerId: Id<'sel'>): Promise<number> {
    const gone = await rows(db, `delete from api_keys where seller_id = $1 returning id`, [
      sellerId,
    ]);
    return gone.length;
  }

  /** Whose key it is; null when it is unknown or expired. */
  async findOwnerAcrossSellers(keyHash: string): Promise<ApiKeyOwner | null> {
    return row<ApiKeyOwner>(
      this.dataSource,
      `select k.id as key_id, k.seller_id, k.scopes, s.email, s.plan, s.status,
              coalesce(k.last_used_at < now() - interval '5 minutes', true) as is_use_stale
         from api_keys k join sellers s on s.id = k.seller_id
        where k.key_hash = $1 and (k.expires_at is null or k.expires_at > now())`,
      [keyHash],
    );
  }

  /** Notes that the key is in use. */
  async touch(sellerId: Id<'sel'>, id: Id<'key'>): Promise<void> {
    await this.dataSource.query(
      `update api_keys set last_used_at = now() where seller_id = $1 and id = $2`,
      [sellerId, id],
    );
  }
}
