/** Connects a seller's shop by OAuth with PKCE. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { createPkcePair, EtsyClient, EtsyOAuthClient, type EtsyTokens } from '#clients/etsy';
import { constantTimeEqual, SecretBox } from '#platform/crypto';
import type { Id } from '#platform/ids';
import {
  EtsyConnectionsRepository,
  type EtsyConnectionRow,
} from './etsy-connections.repository.js';
import { EtsyDisconnectService } from './etsy-disconnect.service.js';
import {
  EtsyOauthStatesRepository,
  hashState,
  type OauthAttempt,
} from './etsy-oauth-states.repository.js';
import {
  accessDenied,
  authorizationFailed,
  noShop,
  otherBrowser,
  shopTaken,
  stateRefused,
} from '../etsy.errors.js';
import { shopFactsOf } from './shop-mapper.js';

/** A started attempt, for the browser that goes to Etsy with it. */
export interface StartedAttempt {
  redirectUrl: string;
  state: string;
  /** To be kept where only this browser has it: without it nobody finishes the attempt. */
  browserKey: string;
}

/** The browser that Etsy sent back. */
export interface ReturningBrowser {
  /** Who is signed in there, if anybody is: another seller's attempt is refused. */
  sellerId: Id<'sel'> | null;
  /** The key that the attempt's start gave this browser; null: it was given none. */
  key: string | null;
}

@Injectable()
export class EtsyConnectService {
  constructor(
    private readonly oauth: EtsyOAuthClient,
    private readonly etsy: EtsyClient,
    private readonly states: EtsyOauthStatesRepository,
    private readonly connections: EtsyConnectionsRepository,
    private readonly secretBox: SecretBox,
    private readonly disconnects: EtsyDisconnectService,
  ) {}

  /** Where the seller's browser goes to allow the connection. */
  async start(sellerId: Id<'sel'>): Promise<StartedAttempt> {
    const state = randomBytes(32).toString('base64url');
    const browserKey = randomBytes(32).toString('base64url');
    const { verifier, challenge } = createPkcePair();
    const stateHash = hashState(state);
    await this.states.insert({
      stateHash,
      sellerId,
      codeVerifier: this.secretBox.seal(verifier, verifierAad(stateHash)),
      browserHash: hashState(browserKey),
    });
    const redirectUrl = this.oauth.authorizeUrl({ state, challenge });
    return { redirectUrl, state, browserKey };
  }

  /**
   * Uses the attempt up without connecting: the seller said no at Etsy, or Etsy sent no code.
   *
   * @param reason Etsy's word; null when it gave none
   * @throws AppError `etsy.state_refused`, `etsy.other_browser`, `etsy.access_denied`, `etsy.authorization_failed`
   */
  async refuse(state: string, browser: ReturningBrowser, reason: string | null): Promise<never> {
    await this.attemptOf(state, browser);
    throw reason === 'access_denied' ? accessDenied() : authorizationFailed();
  }

  /**
   * Exchanges the code and stores the connection.
   *
   * @throws AppError `etsy.state_refused`, `etsy.other_browser`, `etsy.shop_taken`, `etsy.no_shop`, or EtsyFailure
   */
  async finish(state: string, code: string, browser: ReturningBrowser): Promise<EtsyConnectionRow> {
    const attempt = await this.attemptOf(state, browser);
    const stateHash = hashState(state);
    const verifier = this.secretBox.open(attempt.codeVerifier, verifierAad(stateHash));
    const tokens = await this.oauth.exchangeCode({ code, verifier });
    const call = { accessToken: tokens.accessToken, priority: 'interactive' as const };
    const self = await this.etsy.getMe(call);
    if (!self.shop_id) throw noShop();
    const shop = await this.etsy.getShop(call, self.shop_id);
    const owner = await this.connections.findByShopAcrossSellers(String(self.shop_id));
    if (owner && owner.sellerId !== attempt.sellerId) throw shopTaken();
    const earlier = await this.connections.findBySeller(attempt.sellerId);
    if (earlier && earlier.shopId !== String(self.shop_id)) {
      // Another shop: nothing of the first one may be answered from now on.
      await this.disconnects.disconnect(attempt.sellerId);
    }
    return this.store(attempt.sellerId, tokens, {
      shopId: String(self.shop_id),
      shopName: shop.shop_name,
      shop: shopFactsOf(shop),
    });
  }

  /** Uses the attempt up, whoever brings it: a state that a foreign browser has seen is good for nobody. */
  private async attemptOf(
    state: string,
    { sellerId, key }: ReturningBrowser,
  ): Promise<OauthAttempt> {
    const attempt = await this.states.use(hashState(state));
    if (!attempt || (sellerId !== null && sellerId !== attempt.sellerId)) throw stateRefused();
    if (!constantTimeEqual(hashState(key ?? ''), attempt.browserHash)) throw otherBrowser();
    return attempt;
  }

  private async store(
    sellerId: Id<'sel'>,
    tokens: EtsyTokens,
    shop: { shopId: string; shopName: string; shop: Record<string, unknown> },
  ): Promise<EtsyConnectionRow> {
    return this.connections.save(sellerId, {
      ...shop,
      etsyUserId: String(tokens.etsyUserId),
      scopes: [...this.oauth.scopes],
      tokens,
    });
  }
}

function verifierAad(stateHash: string): { table: string; row: string; column: string } {
  return { table: 'etsy_oauth_states', row: stateHash, column: 'code_verifier' };
}
