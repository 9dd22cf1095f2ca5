/**
 * Etsy's OAuth 2.0 with PKCE: the address a seller is sent to, the exchange of the code, the renewal of tokens.
 * Token calls are never repeated here: a code works once, and a renewal kills the old refresh token, so after
 * `timeout` or `reset` (see `mayHaveHappened`) only the caller can decide. A 5xx is not a lost grant.
 */
import { z } from 'zod';
import { HttpClient } from '#platform/http';
import { encodeQuery, exchangeFor, readAnswer } from './etsy-transport.js';

/** Everything Etsy's document of September 2026 lists and this system may ask for. */
export type EtsyScope =
  | 'shops_r'
  | 'listings_r'
  | 'listings_w'
  | 'transactions_r'
  | 'email_r'
  | 'profile_r';

export interface EtsyOAuthOptions {
  /** `https://www.etsy.com/oauth/connect`. */
  oauthUrl: string;
  /** `https://api.etsy.com/v3`; tokens are at /public/oauth/token below it. */
  apiUrl: string;
  /** The bare keystring; the shared secret has no part here. */
  apiKey: string;
  /** Exactly as registered with Etsy. */
  redirectUri: string;
  /** What every seller is asked to allow. */
  scopes: readonly EtsyScope[];
  /** For one request; default 15 s. */
  timeoutMs?: number;
}

/** A pair of tokens. Etsy does not state scopes; they are those that were asked for. */
export interface EtsyTokens {
  accessToken: string;
  refreshToken: string;
  /** Of the access token; 3,600 at Etsy. */
  expiresInSeconds: number;
  /** The member who granted it: the prefix of every Etsy token. */
  etsyUserId: number;
}

/** A refresh token lives so long after it was issued. */
export const ETSY_REFRESH_TOKEN_DAYS = 90;

const DEFAULT_TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const token = z.string().regex(/^\d{1,15}\../, 'no user id before the dot');
const tokensSchema = z.object({
  access_token: token,
  refresh_token: token,
  expires_in: z.int().min(1),
});

export class EtsyOAuthClient {
  private readonly http = new HttpClient();

  constructor(private readonly options: EtsyOAuthOptions) {}

  /** What every seller is asked to allow; a grant holds exactly these, since Etsy does not state them. */
  get scopes(): readonly EtsyScope[] {
    return this.options.scopes;
  }

  /** Where the seller's browser goes to allow or deny. `challenge` is from createPkcePair. */
  authorizeUrl(o: { state: string; challenge: string }): string {
    const query = encodeQuery({
      response_type: 'code',
      client_id: this.options.apiKey,
      redirect_uri: this.options.redirectUri,
      scope: this.scopes.join(' '),
      state: o.state,
      code_challenge: o.challenge,
      code_challenge_method: 'S256',
    });
    return `${this.options.oauthUrl}?${query}`;
  }

  /** The first tokens of a grant. `revoked_grant` when the code is spent, too old or not ours. */
  exchangeCode(o: {
    code: string;
    verifier: string;
    signal?: AbortSignal | undefined;
  }): Promise<EtsyTokens> {
    const { apiKey, redirectUri } = this.options;
    const form = {
      grant_type: 'authorization_code',
      client_id: apiKey,
      redirect_uri: redirectUri,
      code: o.code,
      code_verifier: o.verifier,
    };
    return this.askForTokens('exchangeCode', form, o.signal);
  }

  /** New tokens; the given refresh token is dead afterwards. `revoked_grant` when it was dead before. */
  refresh(refreshToken: string, signal?: AbortSignal): Promise<EtsyTokens> {
    const form = {
      grant_type: 'refresh_token',
      client_id: this.options.apiKey,
      refresh_token: refreshToken,
    };
    return this.askForTokens('refreshToken', form, signal);
  }

  /** Ends kept connections. */
  close(): Promise<void> {
    return this.http.close();
  }

  private async askForTokens(
    operation: string,
    form: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<EtsyTokens> {
    const answer = await exchangeFor(this.http, operation, {
      method: 'POST',
      url: `${this.options.apiUrl.replace(/\/+$/, '')}/public/oauth/token`,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: encodeQuery(form),
      timeoutMs: this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      maxBodyBytes: MAX_ANSWER_BYTES,
      ...(signal !== undefined && { signal }),
    });
    const tokens = readAnswer(operation, answer, tokensSchema);
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      expiresInSeconds: tokens.expires_in,
      etsyUserId: Number(tokens.access_token.split('.')[0]),
    };
  }
}
