/** Connects a seller's shop by OAuth with PKCE. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  createPkcePair,
  EtsyClient,
  EtsyOAuthClient,
  type EtsyScope,
  type EtsyTokens,
} from '#clients/etsy';
import { SecretBox } from '#platform/crypto';
import type { Id } from '#platform/ids';
import {
  EtsyConnectionsRepository,
  type EtsyConnectionRow,
} from './etsy-connections.repository.js';
import { EtsyDisconnectService } from './etsy-disconnect.service.js';
import { EtsyOauthStatesRepository, hashState } from './etsy-oauth-states.repository.js';
import {
  accessDenied,
  authorizationFailed,
  noShop,
  shopTaken,
  stateRefused,
} from '../etsy.errors.js';
import { shopFactsOf } from './shop-mapper.js';

/** The least that the product needs: read the shop and its listings, and publish approved changes. */
export const ETSY_SCOPES: readonly EtsyScope[] = ['shops_r', 'listings_r', 'listings_w'];

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
  async start(sellerId: Id<'sel'>): Promise<{ redirectUrl: string }> {
    const state = randomBytes(32).toString('base64url');
    const { verifier, challenge } = createPkcePair();
    const stateHash = hashState(state);
    await this.states.insert({
      stateHash,
      sellerId,
      codeVerifier: this.secretBox.seal(verifier, verifierAad(stateHash)),
    });
    return { redirectUrl: this.oauth.authorizeUrl({ state, challenge, scopes: ETSY_SCOPES }) };
  }

  /**
   * Uses the attempt up without connecting: the seller said no at Etsy, or Etsy sent no code.
   *
   * @param asking who is signed in in this browser, if anybody is
   * @param reason Etsy's word; null when it gave none
   * @throws AppError `etsy.state_refused`, `etsy.access_denied`, `etsy.authorization_failed`
   */
  async refuse(state: string, asking: Id<'sel'> | null, reason: string | null): Promise<never> {
    await this.attemptOf(state, asking);
    throw reason === 'access_denied' ? accessDenied() : authorizationFailed();
  }

  /**
   * Exchanges the code and stores the connection.
   *
   * @param asking who is signed in in this browser, if anybody is: another seller's attempt is refused
   * @throws AppError `etsy.state_refused`, `etsy.shop_taken`, `etsy.no_shop`, or EtsyFailure
   */
  async finish(state: string, code: string, asking: Id<'sel'> | null): Promise<EtsyConnectionRow> {
    const attempt = await this.attemptOf(state, asking);
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

  private async attemptOf(
    state: string,
    asking: Id<'sel'> | null,
  ): Promise<{ sellerId: Id<'sel'>; codeVerifier: string }> {
    const attempt = await this.states.use(hashState(state));
    if (!attempt || (asking !== null && asking !== attempt.sellerId)) throw stateRefused();
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
      scopes: [...ETSY_SCOPES],
      tokens,
    });
  }
}

function verifierAad(stateHash: string): { table: string; row: string; column: string } {
  return { table: 'etsy_oauth_states', row: stateHash, column: 'code_verifier' };
}
