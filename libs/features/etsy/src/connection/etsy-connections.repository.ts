/** SQL of `etsy_connections`. Tokens come and go sealed. When a shop is synced next: SyncRhythmRepository. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ETSY_REFRESH_TOKEN_DAYS, type EtsyTokens } from '#clients/etsy';
import { SecretBox } from '#platform/crypto';
import { isUniqueViolation, row, rows, type Db } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import { shopTaken } from '../etsy.errors.js';
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
  nextSyncAt: Date | null;
  createdAt: Date;
}

const COLUMNS = `id, seller_id, shop_id, shop_name, etsy_user_id, access_token, refresh_token, token_expires_at,
  refresh_token_expires_at, scopes, status, shop, last_sync_at, next_sync_at, created_at`;
@Injectable()
export class EtsyConnectionsRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secretBox: SecretBox,
  ) {}

  async findBySeller(sellerId: Id<'sel'>): Promise<EtsyConnectionRow | null> {
    return row(this.dataSource, `select ${COLUMNS} from etsy_connections where seller_id = $1`, [
      sellerId,
    ]);
  }

  async findByShopAcrossSellers(shopId: string): Promise<EtsyConnectionRow | null> {
    return row(this.dataSource, `select ${COLUMNS} from etsy_connections where shop_id = $1`, [
      shopId,
    ]);
  }

  async delete(db: Db, sellerId: Id<'sel'>): Promise<boolean> {
    return (
      (await rows(db, `delete from etsy_connections where seller_id = $1 returning id`, [sellerId]))
        .length === 1
    );
  }

  /** Holds a connection until the transaction ends. @returns false when it is gone: what came by it is not ours to keep */
  async hold(db: Db, id: Id<'etsy'>): Promise<boolean> {
    const held = await rows(db, `select 1 from etsy_connections where id = $1 for key share`, [id]);
    return held.length === 1;
  }

  /** Waits for those who hold the seller's connection; nobody else comes to hold it until the transaction ends. */
  async shutOut(db: Db, sellerId: Id<'sel'>): Promise<void> {
    await rows(db, `select 1 from etsy_connections where seller_id = $1 for update`, [sellerId]);
  }

  /** Stores what the shop of a connection says of itself; another one's that came meanwhile is left alone. */
  async saveShop(id: Id<'etsy'>, shopName: string, shop: Record<string, unknown>): Promise<void> {
    await rows(
      this.dataSource,
      `update etsy_connections set shop_name = $2, shop = $3, updated_at = now()
        where id = $1 and (shop_name <> $2 or shop <> $3::jsonb)`,
      [id, shopName, JSON.stringify(shop)],
    );
  }

  /** Stores a fresh grant; a seller's earlier connection is replaced and keeps its id. */
  async save(
    sellerId: Id<'sel'>,
    grant: {
      shopId: string;
      shopName: string;
      shop: Record<string, unknown>;
      etsyUserId: string;
      scopes: string[];
      tokens: EtsyTokens;
    },
  ): Promise<EtsyConnectionRow> {
    const earlier = await this.findBySeller(sellerId);
    const id = earlier?.id ?? newId('etsy');
    const saved = await row<EtsyConnectionRow>(
      this.dataSource,
      `insert into etsy_connections
         (id, seller_id, shop_id, shop_name, shop, etsy_user_id, scopes, access_token, refresh_token, token_expires_at,
          refresh_token_expires_at, next_sync_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 second', now() + $11 * interval '1 day', now())
       on conflict (seller_id) do update set
         shop_id = $3, shop_name = $4, shop = $5, etsy_user_id = $6, scopes = $7, access_token = $8, refresh_token = $9,
         token_expires_at = now() + $10 * interval '1 second',
         refresh_token_expires_at = now() + $11 * interval '1 day', status = 'active', updated_at = now(),
         next_sync_at = now(), reconnect_warned_at = null, refresh_owner = null, refresh_lease_until = null
       returning ${COLUMNS}`,
      [
        id,
        sellerId,
        grant.shopId,
        grant.shopName,
        JSON.stringify(grant.shop),
        grant.etsyUserId,
        grant.scopes,
        this.seal(id, 'access_token', grant.tokens.accessToken),
        this.seal(id, 'refresh_token', grant.tokens.refreshToken),
        grant.tokens.expiresInSeconds,
        ETSY_REFRESH_TOKEN_DAYS,
      ],
    ).catch((error: unknown) => {
      // Two sellers at the same moment: the unique index decides.
      throw isUniqueViolation(error) ? shopTaken() : error;
    });
    if (!saved) throw new Error('an upsert answered no row');
    return saved;
  }

  /** Takes the right to refresh, if nobody has it and the refresh token is still the one that was read. */
  async claimRefresh(
    id: Id<'etsy'>,
    owner: string,
    leaseMs: number,
    refreshToken: string,
  ): Promise<boolean> {
    const claimed = await rows(
      this.dataSource,
      `update etsy_connections set refresh_owner = $2, refresh_lease_until = now() + $3 * interval '1 millisecond'
        where id = $1 and refresh_token = $4 and (refresh_lease_until is null or refresh_lease_until < now())
        returning id`,
      [id, owner, leaseMs, refreshToken],
    );
    return claimed.length === 1;
  }

  async releaseRefresh(id: Id<'etsy'>, owner: string): Promise<void> {
    await rows(
      this.dataSource,
      `update etsy_connections set refresh_owner = null, refresh_lease_until = null
        where id = $1 and refresh_owner = $2`,
      [id, owner],
    );
  }

  /**
   * Both tokens at once. Whoever got them from Etsy stores them, even if the lease ran out meanwhile: the old are dead.
   * Not so when the seller has connected again in between, to another shop perhaps: then these belong to nobody.
   *
   * @param renewed the refresh token they were got with, as it was read
   * @returns whether they were stored
   */
  async saveTokens(
    { id, refreshToken: renewed }: Pick<EtsyConnectionRow, 'id' | 'refreshToken'>,
    owner: string,
    tokens: EtsyTokens,
  ): Promise<boolean> {
    const stored = await rows(
      this.dataSource,
      `update etsy_connections
          set access_token = $2, refresh_token = $3, token_expires_at = now() + $4 * interval '1 second',
              refresh_token_expires_at = now() + $5 * interval '1 day', status = 'active', updated_at = now(),
              reconnect_warned_at = null,
              refresh_lease_until = case when refresh_owner = $6 then null else refresh_lease_until end,
              refresh_owner = nullif(refresh_owner, $6)
        where id = $1 and (refresh_token = $7 or refresh_owner = $6) returning id`,
      [
        id,
        this.seal(id, 'access_token', tokens.accessToken),
        this.seal(id, 'refresh_token', tokens.refreshToken),
        tokens.expiresInSeconds,
        ETSY_REFRESH_TOKEN_DAYS,
        owner,
        renewed,
      ],
    );
    return stored.length === 1;
  }

  /**
   * Etsy refused the refresh token. Unless somebody stored a newer one meanwhile, the seller must connect again.
   *
   * @returns whether the grant is lost
   */
  async markLost(db: Db, id: Id<'etsy'>, owner: string, refreshToken: string): Promise<boolean> {
    const lost = await rows(
      db,
      `update etsy_connections
          set status = 'needs_reconnect', refresh_owner = null, refresh_lease_until = null, updated_at = now()
        where id = $1 and refresh_owner = $2 and refresh_token = $3 and status = 'active'
        returning id`,
      [id, owner, refreshToken],
    );
    return lost.length === 1;
  }

  /** Grants that end within so many days and whose sellers were not told; they count as told from now on. */
  async takeEndingAcrossSellers(
    db: Db,
    withinDays: number,
  ): Promise<{ sellerId: Id<'sel'>; shopName: string; refreshTokenExpiresAt: Date }[]> {
    return rows(
      db,
      `update etsy_connections set reconnect_warned_at = now()
        where status = 'active' and reconnect_warned_at is null
          and refresh_token_expires_at < now() + $1 * interval '1 day'
        returning seller_id, shop_name, refresh_token_expires_at`,
      [withinDays],
    );
  }

  /** Opens one of a connection's sealed tokens. */
  open(connection: EtsyConnectionRow, column: 'access_token' | 'refresh_token'): string {
    const sealed = column === 'access_token' ? connection.accessToken : connection.refreshToken;
    return this.secretBox.open(sealed, aad(connection.id, column));
  }

  private seal(id: Id<'etsy'>, column: 'access_token' | 'refresh_token', token: string): string {
    return this.secretBox.seal(token, aad(id, column));
  }
}

function aad(row: string, column: string): { table: string; row: string; column: string } {
  return { table: 'etsy_connections', row, column };
}
