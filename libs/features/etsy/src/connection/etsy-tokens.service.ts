/**
 * Hands out a valid access token of a seller's connection. Etsy's refresh tokens work once, so one process refreshes
 * at a time (a lease on the row), both new tokens are stored before either is used, and everybody else reads the row.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { EtsyFailure, EtsyOAuthClient } from '#clients/etsy';
import { Clock } from '#platform/clock';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import {
  EtsyConnectionsRepository,
  type EtsyConnectionRow,
} from './etsy-connections.repository.js';
import { needsReconnect, notConnected } from '../etsy.errors.js';

/** A token is renewed this long before its end, so that none runs out during a call. */
const EARLY_MS = 5 * 60_000;
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
    private readonly connections: EtsyConnectionsRepository,
    private readonly oauth: EtsyOAuthClient,
    private readonly clock: Clock,
  ) {}

  /**
   * @param refuse an access token that Etsy has just refused: it is not handed out again
   * @throws AppError `etsy.not_connected`, `etsy.needs_reconnect`, or EtsyFailure when Etsy cannot be asked
   */
  async access(sellerId: Id<'sel'>, refuse?: string): Promise<EtsyAccess> {
    const deadline = this.clock.now().getTime() + PATIENCE_MS;
    for (;;) {
      const connection = await this.connections.findBySeller(sellerId);
      if (!connection) throw notConnected();
      if (connection.status === 'needs_reconnect') throw needsReconnect();
      const accessToken = this.connections.open(connection, 'access_token');
      const fresh = connection.tokenExpiresAt.getTime() - EARLY_MS > this.clock.now().getTime();
      if (fresh && accessToken !== refuse) return { connection, accessToken };
      const owner = randomUUID();
      if (
        await this.connections.claimRefresh(connection.id, owner, LEASE_MS, connection.refreshToken)
      ) {
        return this.refresh(connection, owner);
      }
      if (this.clock.now().getTime() > deadline) throw busy();
      await sleep(LOOK_AGAIN_MS);
    }
  }

  private async refresh(connection: EtsyConnectionRow, owner: string): Promise<EtsyAccess> {
    try {
      const tokens = await this.oauth.refresh(this.connections.open(connection, 'refresh_token'));
      await this.connections.saveTokens(connection.id, owner, tokens);
      return { connection, accessToken: tokens.accessToken };
    } catch (error) {
      const lost = error instanceof EtsyFailure && error.reason === 'revoked_grant';
      if (lost) {
        await this.connections.markLost(connection.id, owner, connection.refreshToken);
        throw needsReconnect();
      }
      await this.connections.releaseRefresh(connection.id, owner).catch(() => undefined);
      throw error;
    }
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
