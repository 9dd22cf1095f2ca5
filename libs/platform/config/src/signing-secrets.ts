/**
 * JWT_SECRET as secrets with names: a plain text is one secret; `kid=secret,kid2=secret` is a ring whose first signs.
 * The name of a plain secret is made from it, so that a token says which one signed it. To rotate, put the new pair in
 * front and write the old secret behind it; drop that after the tokens' lifetime.
 */
import { createHash } from 'node:crypto';

/** One secret. */
export interface SigningSecret {
  keyId: string;
  /** At least 32 characters. */
  secret: string;
}

const SECRET_CHARS_MIN = 32;
const NAMED = /^([a-z0-9][a-z0-9_-]{0,15})=(.+)$/i;

/** A short public name of a secret. */
export function signingKeyIdOf(secret: string): string {
  return createHash('sha256').update(`ifa session key ${secret}`).digest('hex').slice(0, 8);
}

/** The secrets, the current one first; null when one is too short or two have a name. */
export function parseSigningSecrets(text: string): SigningSecret[] | null {
  const parts = text.split(',').map((part) => NAMED.exec(part.trim()));
  const isRing = parts.every((part) => part !== null && (part[2] ?? '').length >= SECRET_CHARS_MIN);
  if (!isRing) {
    return text.length < SECRET_CHARS_MIN ? null : [{ keyId: signingKeyIdOf(text), secret: text }];
  }
  const ring = parts.map((part) => ({ keyId: part?.[1] ?? '', secret: part?.[2] ?? '' }));
  // A plain secret that becomes part of a ring keeps verifying tokens that carry its made-up name.
  const names = new Set(ring.map(({ keyId }) => keyId));
  return names.size === ring.length ? ring : null;
}
