/** The options of the JWT library: which key signs, and which one verifies a token that names it. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { type JwtModuleOptions, JwtSecretRequestType } from '@nestjs/jwt';
import { z } from 'zod';
import { type SigningSecret, signingKeyIdOf } from '#platform/config';

const tokenHeader = z.object({ kid: z.string() });

/**
 * KeyObjects, since a text secret is parsed anew at every verification (4 times slower).
 *
 * @param secrets the current one first
 */
export function signingKeys(secrets: readonly SigningSecret[]): JwtModuleOptions {
  const [current] = secrets;
  if (current === undefined) throw new Error('there is no secret to sign with');
  const currentKey = createSecretKey(current.secret, 'utf8');
  const keys = new Map<string, KeyObject>();
  for (const { keyId, secret } of secrets.toReversed()) {
    const key = createSecretKey(secret, 'utf8');
    // Tokens of the time when it was the only secret carry the name made from it.
    keys.set(signingKeyIdOf(secret), key).set(keyId, key);
  }
  return {
    secretOrKeyProvider: (request, token) =>
      request === JwtSecretRequestType.VERIFY && typeof token === 'string'
        ? (keys.get(keyIdIn(token)) ?? currentKey)
        : currentKey,
    signOptions: { algorithm: 'HS256', keyid: current.keyId },
    verifyOptions: { algorithms: ['HS256'] },
  };
}

/** What the token says; it is believed only as a choice between our own keys. */
function keyIdIn(token: string): string {
  try {
    const text = Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString('utf8');
    return tokenHeader.parse(JSON.parse(text)).kid;
  } catch {
    return '';
  }
}
