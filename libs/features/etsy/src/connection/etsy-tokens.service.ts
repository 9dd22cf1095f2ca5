/**
 * Hands out a valid access token of a seller's connection. Etsy's refresh tokens work once, so one process refreshes
 * at a time (a lease on the row), both new tokens are stored before either is used, and everybody else reads the row.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { EtsyFailure, EtsyOAuthClient } from '#clients/etsy';
import { DataSource } from 'typeorm';
import { Clock } from '#platform/clock';
import { inTransaction } from '#platform/database';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import {
  EtsyConnectionsRepository,
  type EtsyConnectionRow,
} from './etsy-connections.repository.js';
import { needsReconnect, notConnected } from '../etsy.errors.js';
import { ShopNoticesRepository } from '../notices/shop-notices.repository.js';

/** A token is renewed this long before its end, so that none runs out during a call. */
const EARLY_MS = 5 * 60_000;
/** A token that ends within this is not used for a call. */
const LAST_MOMENT_MS = 20_000;
const LEASE_MS = 30_000;
const LOOK_AGAIN_MS = 250;
const PATIENCE_MS = 35_000;

export interface EtsyAccess {
  connection: EtsyConnectionRow;
  accessToken: string;
}

@Injectable()
export class EtsyTokensService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly connections: EtsyConnectionsRepository,
    private readonly oauth: EtsyOAuthClient,
    private readonly notices: ShopNoticesRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @param refused an access token that Etsy has just refused: it is not handed out again
   * @throws AppError `etsy.not_connected`, `etsy.needs_reconnect`, or EtsyFailure when Etsy cannot be asked
   */
  async access(sellerId: Id<'sel'>, refused?: string): Promise<EtsyAccess> {
    const deadline = this.clock.now().getTime() + PATIENCE_MS;
    for (;;) {
      const connection = await this.connections.findBySeller(sellerId);
      if (!connection) throw notConnected();
      if (connection.status === 'needs_reconnect') throw needsReconnect();
      const usable = this.usable(connection, refused);
      if (usable === 'fresh') return this.accessOf(connection);
      const renewed = await this.tryToRenew(connection, usable === 'ending');
      if (renewed) return renewed;
      // Somebody else is renewing it. What still lasts a while is good until they have.
      if (usable === 'ending') return this.accessOf(connection);
      if (this.clock.now().getTime() > deadline) throw busy();
      await sleep(LOOK_AGAIN_MS);
    }
  }

  private accessOf(connection: EtsyConnectionRow): EtsyAccess {
    return { connection, accessToken: this.connections.open(connection, 'access_token') };
  }

  private usable(
    connection: EtsyConnectionRow,
    refused: string | undefined,
  ): 'fresh' | 'ending' | 'no' {
    const leftMs = connection.tokenExpiresAt.getTime() - this.clock.now().getTime();
    if (leftMs < LAST_MOMENT_MS) return 'no';
    if (refused !== undefined && this.accessOf(connection).accessToken === refused) return 'no';
    return leftMs > EARLY_MS ? 'fresh' : 'ending';
  }

  /** @returns null when somebody else renews it, or has just done so */
  private async tryToRenew(
    connection: EtsyConnectionRow,
    stillGood: boolean,
  ): Promise<EtsyAccess | null> {
    const { id, refreshToken } = connection;
    const owner = randomUUID();
    if (!(await this.connections.claimRefresh(id, owner, LEASE_MS, refreshToken))) return null;
    try {
      const tokens = await this.oauth.refresh(this.connections.open(connection, 'refresh_token'));
      const stored = await this.connections.saveTokens(connection, owner, tokens);
      return stored ? { connection, accessToken: tokens.accessToken } : null;
    } catch (error) {
      const refused = error instanceof EtsyFailure && error.reason === 'revoked_grant';
      if (refused && (await this.lose(connection, owner))) throw needsReconnect();
      await this.connections.releaseRefresh(id, owner).catch(() => undefined);
      if (refused) return null;
      if (stillGood) return this.accessOf(connection);
      throw error;
    }
  }

  /** Etsy no longer takes the refresh token. One that was stored meanwhile is tried before the seller is told. */
  private async lose(connection: EtsyConnectionRow, owner: string): Promise<boolean> {
    return inTransaction(this.dataSource, async (manager) => {
      const { id, refreshToken, sellerId, shopName } = connection;
      const lost = await this.connections.markLost(manager, id, owner, refreshToken);
      if (lost) {
        await this.notices.add(manager, {
          sellerId,
          type: 'etsy.needs_reconnect',
          content: `Etsy no longer accepts the connection to ${shopName}. Connect the shop again; until then its products are not kept up to date.`,
        });
      }
      return lost;
    });
  }
}

function busy(): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'etsy.refresh_busy',
    message: 'The access to Etsy is being renewed. Try again in a moment.',
    retryAfterMs: 5_000,
  });
}
