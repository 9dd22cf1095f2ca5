/**
 * UUIDv7 (RFC 9562) as 26 characters of lower-case Crockford base32: sortable by time of making, and within one
 * process strictly increasing even inside a millisecond or when the clock is set back (12-bit counter, section 6.2
 * method 1). Ids of different processes only sort by millisecond: never order rows that must not be missed by id.
 */
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const COUNTER_LIMIT = 0x1000;
const COUNTER_SEED_LIMIT = 0x800;

/** Where a generator stands: the last millisecond it used and the counter within it. */
export interface UuidV7State {
  ms: number;
  counter: number;
}

/** The state that follows, for a clock that shows `nowMs`; a seed below 2048 starts a fresh millisecond. */
export function nextState(last: UuidV7State, nowMs: number, seed: number): UuidV7State {
  if (nowMs > last.ms) return { ms: nowMs, counter: seed % COUNTER_SEED_LIMIT };
  if (last.counter + 1 < COUNTER_LIMIT) return { ms: last.ms, counter: last.counter + 1 };
  return { ms: last.ms + 1, counter: seed % COUNTER_SEED_LIMIT };
}

/** The 26 characters of a UUIDv7 with this state and these 8 random bytes. */
export function encodeUuidV7(state: UuidV7State, random: Uint8Array): string {
  let bits = BigInt(state.ms);
  bits = (bits << 4n) | 7n;
  bits = (bits << 12n) | BigInt(state.counter);
  bits = (bits << 2n) | 2n;
  const tail = Buffer.from(random).readBigUInt64BE() & 0x3fff_ffff_ffff_ffffn;
  bits = (bits << 62n) | tail;
  let text = '';
  for (let i = 0; i < 26; i += 1) {
    text = (ALPHABET[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return text;
}

let state: UuidV7State = { ms: 0, counter: 0 };

/** A fresh one. */
export function uuidV7Base32(): string {
  const random = randomBytes(10);
  state = nextState(state, Date.now(), random.readUInt16BE(8));
  return encodeUuidV7(state, random.subarray(0, 8));
}
