/**
 * How the rest of this feature calls Etsy for a seller: with a valid token, told whose call it is, and once more with a
 * new token when Etsy says that the one it got is no longer good.
 */
import { Injectable } from '@nestjs/common';
import { EtsyClient, EtsyFailure, type EtsyCall, type EtsyPriority } from '#clients/etsy';
import type { Id } from '#platform/ids';
import {
  EtsyConnectionsRepository,
  type EtsyConnectionRow,
} from './etsy-connections.repository.js';
import { EtsyTokensService, type EtsyAccess } from './etsy-tokens.service.js';
import { shopFactsOf } from './shop-mapper.js';

export type { EtsyAccess } from './etsy-tokens.service.js';

@Injectable()
export class EtsyAccessService {
  constructor(
    private readonly tokens: EtsyTokensService,
    private readonly connections: EtsyConnectionsRepository,
    private readonly etsy: EtsyClient,
  ) {}

  /**
   * Runs `work`, which must bear being run twice.
   *
   * @throws AppError `etsy.not_connected`, `etsy.needs_reconnect`, `etsy.quota_*`, or EtsyFailure
   */
  async use<T>(
    sellerId: Id<'sel'>,
    priority: EtsyPriority,
    work: (access: EtsyAccess, call: EtsyCall) => Promise<T>,
  ): Promise<T> {
    const access = await this.tokens.access(sellerId);
    try {
      return await work(access, callOf(access, priority));
    } catch (error) {
      if (!isTokenTrouble(error)) throw error;
      const renewed = await this.tokens.access(sellerId, access.accessToken);
      return work(renewed, callOf(renewed, priority));
    }
  }

  /** Reads what the shop says of itself: name, policies, vacation. */
  async readShop(connection: EtsyConnectionRow, call: EtsyCall): Promise<void> {
    const shop = await this.etsy.getShop(call, Number(connection.shopId));
    await this.connections.saveShop(connection.id, shop.shop_name, shopFactsOf(shop));
  }
}

function callOf(access: EtsyAccess, priority: EtsyPriority): EtsyCall {
  return { accessToken: access.accessToken, priority, subject: access.connection.sellerId };
}

/** A revoked token too: the answer to the renewal tells whether the whole grant is gone. */
function isTokenTrouble(error: unknown): boolean {
  return (
    error instanceof EtsyFailure &&
    (error.reason === 'expired_token' || error.reason === 'revoked_grant')
  );
}
