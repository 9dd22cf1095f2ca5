import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEGACY_KEY_ID, SecretBox } from './secret-box.js';

const k1 = randomBytes(32);
const k2 = randomBytes(32);
const box = new SecretBox({ currentKeyId: 'k1', keys: { k1 } });
const place = fc.record({ table: fc.string(), row: fc.string(), column: fc.string() });
const home = { table: 'etsy_connections', row: 'etsy_1', column: 'access_token' };

function sealOldForm(text: string, key: Buffer, ivBytes: number): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${iv.toString('hex')}:${cipher.getAuthTag().toString('hex')}:${body.toString('hex')}`;
}

describe('SecretBox', () => {
  it('opens whatever it sealed, for any text and any place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), place, (text, aad) => {
        const sealed = box.seal(text, aad);
        expect(sealed).toMatch(/^k1:[0-9a-f]{24}:[0-9a-f]{32}:[0-9a-f]*$/);
        expect(box.open(sealed, aad)).toBe(text);
      }),
    );
  });

  it('never opens in another place', () => {
    fc.assert(
      fc.property(place, place, (here, there) => {
        fc.pre(JSON.stringify(here) !== JSON.stringify(there));
        const sealed = box.seal('token', here);
        expect(() => box.open(sealed, there)).toThrow(/cannot be read/);
      }),
    );
  });

  it('never opens after any single hex digit was changed', () => {
    const sealed = box.seal('a refresh token', home);
    for (let i = 3; i < sealed.length; i += 1) {
      if (sealed[i] === ':') continue;
      const forged = sealed.slice(0, i) + (sealed[i] === '0' ? '1' : '0') + sealed.slice(i + 1);
      expect(() => box.open(forged, home)).toThrow(/cannot be read/);
    }
  });

  it('refuses a tag that was cut short', () => {
    const [kid, iv, tag, body] = box.seal('token', home).split(':');
    expect(() => box.open([kid, iv, tag?.slice(0, 8), body].join(':'), home)).toThrow(
      /cannot be read/,
    );
  });

  it('seals twice the same text differently', () => {
    expect(box.seal('same', home)).not.toBe(box.seal('same', home));
  });

  it('reads old keys after a rotation and seals with the new one', () => {
    const before = box.seal('kept', home);
    const rotated = new SecretBox({ currentKeyId: 'k2', keys: { k2, k1 } });
    expect(rotated.open(before, home)).toBe('kept');
    expect(rotated.keyIdOf(before)).toBe('k1');
    expect(rotated.keyIdOf(rotated.seal('new', home))).toBe('k2');
    expect(() => box.open(rotated.seal('new', home), home)).toThrow(/no key k2/);
  });

  it('reads the older three-part form with whichever key fits', () => {
    const rotated = new SecretBox({ currentKeyId: 'k2', keys: { k2, k1 } });
    for (const ivBytes of [12, 16]) {
      const old = sealOldForm('legacy secret', k1, ivBytes);
      expect(rotated.open(old, home)).toBe('legacy secret');
      expect(rotated.keyIdOf(old)).toBe(LEGACY_KEY_ID);
    }
    expect(() => rotated.open(sealOldForm('x', randomBytes(32), 12), home)).toThrow(
      /cannot be read/,
    );
  });

  it('says nothing of the secret when it fails', () => {
    for (const garbage of ['', 'hunter2', 'a:b', 'k1:zz:zz:zz', '::::']) {
      try {
        box.open(garbage, home);
        expect.unreachable('it opened garbage');
      } catch (error) {
        expect(String(error)).not.toContain('hunter2');
        expect(error).toMatchObject({ kind: 'internal', code: 'crypto.unreadable_secret' });
      }
    }
  });

  it('refuses keys of a wrong length and a current key it does not have', () => {
    expect(() => new SecretBox({ currentKeyId: 'k1', keys: { k1: randomBytes(16) } })).toThrow(
      /32/,
    );
    expect(() => new SecretBox({ currentKeyId: 'k9', keys: { k1 } })).toThrow(/k9/);
  });
});
