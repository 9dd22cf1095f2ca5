import { createHash } from 'node:crypto';

const PLAIN = /^[\x21-\x7e]{1,200}$/;

/** A message's id as it is kept. Its sender chooses it, and may choose one that Postgres or an index does not take. */
export function keptId(id: string): string {
  return PLAIN.test(id) ? id : `sha256-${createHash('sha256').update(id).digest('base64url')}`;
}
