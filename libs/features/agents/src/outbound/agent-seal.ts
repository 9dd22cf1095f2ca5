/**
 * A mark that only we can write: told to the model in its system prompt, put before everything that comes from us.
 * A buyer has never seen it, so nothing they type can pass for ours. It is also a canary: an answer that holds it,
 * in whatever form, comes out of the prompt and is not sent. One per agent, so that the prompt's prefix is the same
 * for all conversations of a shop.
 */
import { createHmac } from 'node:crypto';
import type { Id } from '#platform/ids';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const SEAL_CHARS = 14;

/** @param secret a secret of this installation; the seal changes with it */
export function sealOf(secret: string | Buffer, agentId: Id<'agt'>): string {
  const bytes = createHmac('sha256', secret).update(`agent seal v1 ${agentId}`).digest();
  return [...bytes.subarray(0, SEAL_CHARS)]
    .map((byte) => ALPHABET[byte % ALPHABET.length])
    .join('');
}
