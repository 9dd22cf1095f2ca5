/** TOKEN_ENCRYPTION_KEY as keys with names: plain 64 hex is key `k1`; `kid=hex,kid2=hex` is a ring, the first current. */

/** Encryption keys by id; the current one seals, all of them open. */
export interface KeyRing {
  currentKeyId: string;
  /** 32 bytes each. */
  keys: Record<string, Buffer>;
}

const KEY = /^[0-9a-f]{64}$/i;
const NAMED_KEY = /^([a-z0-9][a-z0-9_-]{0,15})=([0-9a-f]{64})$/i;
const RESERVED = 'legacy';

/** The ring, or null when the text is not one. */
export function parseKeyRing(text: string): KeyRing | null {
  if (KEY.test(text)) return { currentKeyId: 'k1', keys: { k1: Buffer.from(text, 'hex') } };
  const keys = new Map<string, Buffer>();
  for (const part of text.split(',')) {
    const [, id, hex] = NAMED_KEY.exec(part.trim()) ?? [];
    if (id === undefined || hex === undefined || id === RESERVED || keys.has(id)) return null;
    keys.set(id, Buffer.from(hex, 'hex'));
  }
  const [currentKeyId] = keys.keys();
  return currentKeyId === undefined ? null : { currentKeyId, keys: Object.fromEntries(keys) };
}
