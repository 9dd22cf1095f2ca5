/** Random secrets that somebody carries (mailed links, API keys, cookies): we keep only their hash. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in an address. */
export function newRandomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256, hex. Enough for random secrets: there is nothing to guess, so nothing to slow down. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}
