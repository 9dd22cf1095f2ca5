/** Proof Key for Code Exchange (RFC 7636), which Etsy requires with method S256. */
import { createHash, randomBytes } from 'node:crypto';

/** The verifier stays with us until the exchange; the challenge goes into the authorize address. */
export interface PkcePair {
  verifier: string;
  challenge: string;
}

/** A fresh pair: 64 random characters and their SHA-256. */
export function createPkcePair(): PkcePair {
  const verifier = randomBytes(48).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
