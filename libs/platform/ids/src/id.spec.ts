import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ID_PREFIXES, idSchema, isId, newId } from './index.js';
import { encodeUuidV7, nextState, type UuidV7State } from './uuid-v7.js';

const prefixes = fc.constantFrom(...ID_PREFIXES);
const bytes = fc.uint8Array({ minLength: 8, maxLength: 8 });

describe('newId', () => {
  it('makes ids that never repeat and sort in the order of making', () => {
    const ids = Array.from({ length: 20_000 }, () => newId('evt'));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  it('is recognised by its own prefix and by no other', () => {
    fc.assert(
      fc.property(prefixes, prefixes, (mine, other) => {
        const id = newId(mine);
        expect(id).toMatch(/^[a-z]{3,4}_[0-9a-z]{26}$/);
        expect(isId(mine, id)).toBe(true);
        expect(isId(other, id)).toBe(mine === other);
        expect(idSchema(mine).safeParse(id).success).toBe(true);
      }),
    );
  });
});

describe('isId', () => {
  it('refuses whatever is not prefix, underscore and 26 base32 characters', () => {
    fc.assert(fc.property(fc.anything(), (value) => !isId('sel', value)));
    const good = newId('sel');
    for (const bad of [good.toUpperCase(), `${good}0`, good.slice(0, -1), good.replace('_', '-')]) {
      expect(isId('sel', bad)).toBe(false);
      expect(idSchema('sel').safeParse(bad).success).toBe(false);
    }
    expect(isId('sel', `sel_8${'0'.repeat(25)}`)).toBe(false);
  });
});

describe('uuid v7 counter', () => {
  it('rises strictly whatever the clock does, back steps and floods within a millisecond included', () => {
    const clock = fc.array(fc.nat(3), { minLength: 2, maxLength: 300 });
    fc.assert(
      fc.property(clock, fc.nat(0xffff), bytes, bytes, (times, seed, first, second) => {
        let state: UuidV7State = { ms: 1, counter: 0xff0 };
        let last = encodeUuidV7(state, first);
        for (const [i, ms] of times.entries()) {
          state = nextState(state, ms, seed);
          const next = encodeUuidV7(state, i % 2 === 0 ? second : first);
          expect(next > last).toBe(true);
          last = next;
        }
      }),
    );
  });

  it('writes the version and the variant of RFC 9562', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.nat(0xfff), bytes, (ms, counter, random) => {
        const text = encodeUuidV7({ ms, counter }, random);
        const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
        const bits = text
          .split('')
          .reduce((sum, c) => (sum << 5n) | BigInt(alphabet.indexOf(c)), 0n);
        const hex = bits.toString(16).padStart(32, '0');
        expect(hex).toHaveLength(32);
        expect(hex[12]).toBe('7');
        expect('89ab').toContain(hex[16]);
        expect(parseInt(hex.slice(0, 12), 16)).toBe(ms);
      }),
    );
  });
});
