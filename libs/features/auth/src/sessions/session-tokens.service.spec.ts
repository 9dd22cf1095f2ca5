import { createSecretKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { describe, expect, it } from 'vitest';
import { signingKeyIdOf as keyIdOf } from '#platform/config';
import { newId } from '#platform/ids';
import { signingKeys } from './signing-keys.js';
import { SessionTokens } from './session-tokens.service.js';

const SECRET = 'a secret of this test, 32 letters';

function jwtOf(secret: string, algorithm: 'HS256' | 'HS512' = 'HS256'): JwtService {
  return new JwtService({
    secret: createSecretKey(secret, 'utf8'),
    signOptions: { algorithm, keyid: keyIdOf(secret) },
    verifyOptions: { algorithms: ['HS256'] },
  });
}

const jwt = jwtOf(SECRET);
const tokens = new SessionTokens(jwt);
const claims = { sessionId: newId('ses'), sellerId: newId('sel') };

function partOf(token: string, index: number): unknown {
  return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8'));
}

describe('SessionTokens', () => {
  it('signs a token with the documented payload, the session as jti, the key as kid and 7 days to live', async () => {
    const token = await tokens.sign(claims, 'a@b.example');

    expect(partOf(token, 0)).toEqual({ alg: 'HS256', typ: 'JWT', kid: keyIdOf(SECRET) });
    const payload = partOf(token, 1) as { iat: number; exp: number };
    expect(payload).toMatchObject({
      sellerId: claims.sellerId,
      email: 'a@b.example',
      jti: claims.sessionId,
    });
    expect(payload.exp - payload.iat).toBe(7 * 24 * 3600);
  });

  it('reads its own token', async () => {
    expect(await tokens.read(await tokens.sign(claims, 'a@b.example'))).toEqual(claims);
  });

  it('refuses whatever is not its own genuine, living token', async () => {
    const genuine = await tokens.sign(claims, 'a@b.example');
    const [head, body] = genuine.split('.');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    const subject = { sellerId: claims.sellerId, email: 'a@b.example' };
    const foreign = [
      '',
      'no token',
      `${head}.${body}.`,
      `${unsigned}.${body}.`,
      `${genuine.slice(0, -3)}AAA`,
      await jwtOf('another secret, also of 32 letters').signAsync(subject, {
        jwtid: claims.sessionId,
      }),
      await jwtOf(SECRET, 'HS512').signAsync(subject, { jwtid: claims.sessionId }),
      await jwt.signAsync(subject, { jwtid: claims.sessionId, expiresIn: -1 }),
      await jwt.signAsync(subject, { jwtid: 'not-a-session' }),
      await jwt.signAsync({ email: 'a@b.example' }, { jwtid: claims.sessionId }),
    ];

    for (const token of foreign) {
      await expect(tokens.read(token), token).rejects.toMatchObject({ code: 'auth.invalid_token' });
    }
  });

  it('reads tokens of every secret of the ring, and signs with the first', async () => {
    const old = await tokens.sign(claims, 'a@b.example');
    const ring = new SessionTokens(
      new JwtService(
        signingKeys([
          { keyId: 'new', secret: 'the new secret of this test, long enough' },
          { keyId: 'old', secret: SECRET },
        ]),
      ),
    );

    expect(await ring.read(old)).toEqual(claims);
    const fresh = await ring.sign(claims, 'a@b.example');
    expect(partOf(fresh, 0)).toMatchObject({ kid: 'new' });
    expect(await ring.read(fresh)).toEqual(claims);
    await expect(tokens.read(fresh)).rejects.toMatchObject({ code: 'auth.invalid_token' });
  });
});
