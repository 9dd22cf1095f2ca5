/**
 * Grants of the Etsy stand-in: single-use codes bound to a PKCE challenge, access tokens of an hour, refresh tokens of
 * 90 days that rotate (the old one dies at once). Rejections carry the error bodies that Etsy's clients report.
 */
import { createHash, randomBytes } from 'node:crypto';
import { EtsyHttpError } from '../api/etsy-http-error.js';
import type { CodeRecord, EtsyState, TokenRecord } from '../etsy-state.js';

export interface OauthSettings {
  codeTtlSeconds: number;
  accessTtlSeconds: number;
  refreshTtlSeconds: number;
}

/** The token endpoint's answer. */
export interface TokenAnswer {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  refresh_token: string;
}

const KEEP_DEAD_MS = 86_400_000;

export class OauthStore {
  constructor(
    private readonly state: () => EtsyState,
    private readonly save: () => void,
    readonly settings: OauthSettings,
    private readonly now: () => number,
  ) {}

  /** Makes a code for a member who pressed Allow. */
  issueCode(grant: Omit<CodeRecord, 'expiresAtMs' | 'usedAtMs'>): string {
    const code = randomBytes(32).toString('base64url');
    this.state().codes[code] = {
      ...grant,
      expiresAtMs: this.now() + this.settings.codeTtlSeconds * 1_000,
      usedAtMs: null,
    };
    this.save();
    return code;
  }

  /** authorization_code: checks the code, its client, its address and the verifier. Throws 400 invalid_grant. */
  exchange(request: {
    code: string;
    clientId: string;
    redirectUri: string;
    verifier: string;
  }): TokenAnswer {
    const record = this.state().codes[request.code];
    if (record === undefined || record.clientId !== request.clientId) {
      throw invalidGrant('code is invalid');
    }
    if (record.usedAtMs !== null) throw invalidGrant('code has been used previously');
    record.usedAtMs = this.now();
    this.save();
    if (record.expiresAtMs <= this.now()) throw invalidGrant('code is expired');
    if (record.redirectUri !== request.redirectUri) {
      throw invalidGrant('redirect_uri does not match');
    }
    const challenge = createHash('sha256').update(request.verifier).digest('base64url');
    if (challenge !== record.challenge) throw invalidGrant('code_verifier is invalid');
    return this.grant(record.userId, record.clientId, record.scopes);
  }

  /** refresh_token: a new pair; the old refresh token is dead from now on, the old access token lives out its hour. */
  refresh(refreshToken: string, clientId: string): TokenAnswer {
    const record = this.state().tokens[refreshToken];
    if (record === undefined || record.kind !== 'refresh' || record.clientId !== clientId) {
      throw invalidGrant('refresh_token is invalid');
    }
    if (record.status !== 'live') throw invalidGrant('refresh_token is revoked');
    if (record.expiresAtMs <= this.now()) throw invalidGrant('refresh_token is expired');
    record.status = 'used';
    return this.grant(record.userId, clientId, record.scopes);
  }

  /** A new pair of tokens, as after a consent. */
  grant(userId: number, clientId: string, scopes: string[]): TokenAnswer {
    const { accessTtlSeconds, refreshTtlSeconds } = this.settings;
    this.forgetDead();
    return {
      access_token: this.issue({
        kind: 'access',
        clientId,
        userId,
        scopes,
        status: 'live',
        expiresAtMs: this.now() + accessTtlSeconds * 1_000,
      }),
      token_type: 'Bearer',
      expires_in: accessTtlSeconds,
      refresh_token: this.issue({
        kind: 'refresh',
        clientId,
        userId,
        scopes,
        status: 'live',
        expiresAtMs: this.now() + refreshTtlSeconds * 1_000,
      }),
    };
  }

  /** The grant behind an access token. Throws 401 invalid_token, or 403 when it was revoked. */
  checkAccess(token: string): TokenRecord {
    const record = this.state().tokens[token];
    if (record === undefined || record.kind !== 'access') {
      throw invalidToken('access token is invalid');
    }
    if (record.status === 'revoked') throw new EtsyHttpError(403, 'access token has been revoked');
    if (record.expiresAtMs <= this.now()) throw invalidToken('access token is expired');
    return record;
  }

  /** A new password, or the member removing the app: every token of the member dies. Returns how many. */
  revoke(userId: number): number {
    return this.change(
      (t) => t.userId === userId && t.status === 'live',
      (t) => (t.status = 'revoked'),
    );
  }

  /** Members whose grant is alive: some application holds a refresh token of theirs. */
  connectedUsers(): Set<number> {
    const live = Object.values(this.state().tokens).filter(
      (t) => t.kind === 'refresh' && t.status === 'live' && t.expiresAtMs > this.now(),
    );
    return new Set(live.map(({ userId }) => userId));
  }

  /** Makes every access token of the member (or of all) expire now. Returns how many. */
  expireAccess(userId?: number): number {
    const nowMs = this.now();
    return this.change(
      (t) => t.kind === 'access' && (userId === undefined || t.userId === userId),
      (t) => (t.expiresAtMs = nowMs),
    );
  }

  private change(which: (t: TokenRecord) => boolean, how: (t: TokenRecord) => void): number {
    const found = Object.values(this.state().tokens).filter(which);
    found.forEach(how);
    this.save();
    return found.length;
  }

  private issue(record: TokenRecord): string {
    const token = `${record.userId}.${randomBytes(33).toString('base64url')}`;
    this.state().tokens[token] = record;
    this.save();
    return token;
  }

  private forgetDead(): void {
    const before = this.now() - KEEP_DEAD_MS;
    const state = this.state();
    state.tokens = Object.fromEntries(
      Object.entries(state.tokens).filter(([, t]) => t.expiresAtMs > before),
    );
    state.codes = Object.fromEntries(
      Object.entries(state.codes).filter(([, c]) => c.expiresAtMs > before),
    );
  }
}

function invalidGrant(description: string): EtsyHttpError {
  return new EtsyHttpError(400, { error: 'invalid_grant', error_description: description });
}

function invalidToken(description: string): EtsyHttpError {
  return new EtsyHttpError(401, { error: 'invalid_token', error_description: description });
}
