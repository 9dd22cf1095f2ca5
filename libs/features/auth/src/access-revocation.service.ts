/**
 * Every way into an account besides its password: sessions, API keys, and what a second factor shuts. Revoked when the
 * password changes; the caller's transaction says together with what.
 */
import { Injectable } from '@nestjs/common';
import type { Db } from '#platform/database';
import type { Id } from '#platform/ids';
import { ApiKeysRepository } from './api-keys/api-keys.repository.js';
import { SecondFactorService } from './second-factor/second-factor.service.js';
import type { SellerIdentity } from './seller.js';
import { SellersRepository } from './sellers.repository.js';
import { SessionsService } from './sessions/sessions.service.js';

/** What a mailed link has changed about an account. */
export interface Reclaimed {
  /** How many were revoked. */
  apiKeys: number;
  /** The address was not proven before: whoever used the account until now may have been anybody. */
  wasUnproven: boolean;
}

/** Revokes them. */
@Injectable()
export class AccessRevocation {
  constructor(
    private readonly sellers: SellersRepository,
    private readonly sessions: SessionsService,
    private readonly keys: ApiKeysRepository,
    private readonly factors: SecondFactorService,
  ) {}

  /**
   * Ends all sessions but the one that asks. Whoever was thrown out by a mailed link a moment ago must not throw the owner
   * out in turn. Call {@link forgetAll} after the commit.
   *
   * @throws AppError `auth.session_ended` (401)
   */
  async endOtherSessions(
    db: Db,
    asking: Pick<SellerIdentity, 'sellerId' | 'sessionId'>,
  ): Promise<void> {
    await this.sellers.lock(db, asking.sellerId);
    await this.sessions.demandStanding(db, asking);
    await this.sessions.endAll(db, asking.sellerId, asking.sessionId);
  }

  /** @returns how many API keys there were */
  async revokeKeys(db: Db, sellerId: Id<'sel'>): Promise<number> {
    return this.keys.deleteAll(db, sellerId);
  }

  /**
   * For an owner who has shown by mail that the address is theirs: nobody else keeps a way in. A second factor stays,
   * since mail alone must not get around it, unless nobody had shown before that the address is theirs: then it may
   * have been set up by somebody who registered with a foreign address, to keep the owner out. Call {@link forgetAll}
   * after the commit.
   */
  async reclaim(db: Db, sellerId: Id<'sel'>): Promise<Reclaimed> {
    await this.sessions.endAll(db, sellerId);
    const apiKeys = await this.revokeKeys(db, sellerId);
    const wasUnproven = await this.sellers.markEmailVerified(db, sellerId);
    const owner = { table: 'sellers', id: sellerId } as const;
    if (wasUnproven) await this.factors.turnOff(db, owner);
    else await this.factors.forgetProposed(db, owner);
    return { apiKeys, wasUnproven };
  }

  /** What has ended has ended in this process at once. */
  forgetAll(): void {
    this.sessions.forgetAll();
  }
}
