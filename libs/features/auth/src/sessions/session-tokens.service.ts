/**
 * The JSON Web Token of a session: HS256, 7 days, `jti` = session id, `kid` = which secret signed it. The token alone
 * proves nothing for long: the session row is asked too (sessions.service.ts).
 */
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { DAY_MS } from '#platform/clock';
import { type Id, idSchema } from '#platform/ids';
import { invalidToken } from '../auth.errors.js';

/** How long a sign-in lasts. */
export const SESSION_LIFETIME_MS = 7 * DAY_MS;

const verifiedToken = z.object({
  header: z.object({ alg: z.literal('HS256'), kid: z.string() }),
  payload: z.object({ jti: idSchema('ses'), sellerId: idSchema('sel'), email: z.string() }),
});

/** What a genuine token says. */
export interface TokenClaims {
  sessionId: Id<'ses'>;
  sellerId: Id<'sel'>;
}

/** Signs and reads session tokens. */
@Injectable()
export class SessionTokens {
  constructor(private readonly jwt: JwtService) {}

  /** The token of a new session. */
  async sign(claims: TokenClaims, email: string): Promise<string> {
    return this.jwt.signAsync(
      { sellerId: claims.sellerId, email },
      { jwtid: claims.sessionId, expiresIn: SESSION_LIFETIME_MS / 1000 },
    );
  }

  /**
   * @throws AppError `auth.invalid_token` when the token is not ours, was altered or has expired
   */
  async read(token: string): Promise<TokenClaims> {
    const { payload } = await this.verify(token);
    return { sessionId: payload.jti, sellerId: payload.sellerId };
  }

  private async verify(token: string): Promise<z.infer<typeof verifiedToken>> {
    try {
      const answer: unknown = await this.jwt.verifyAsync(token, { complete: true });
      return verifiedToken.parse(answer);
    } catch (cause) {
      throw invalidToken(cause);
    }
  }
}
