import fc from 'fast-check';
import { generateSync } from 'otplib';
import { describe, expect, it } from 'vitest';
import { newTotpSecret, stepOfCode, totpUri } from './totp.js';

const secret = newTotpSecret();
const now = new Date('2026-11-23T12:00:10Z');
const stepNow = Math.floor(now.getTime() / 30_000);

function codeAt(step: number): string {
  return generateSync({ secret, epoch: step * 30 });
}

describe('stepOfCode', () => {
  it('names the step of a right code, one step of a wrong clock forgiven either way', () => {
    for (const step of [stepNow - 1, stepNow, stepNow + 1]) {
      expect(stepOfCode(secret, codeAt(step), now)).toBe(step);
    }
    for (const step of [stepNow - 3, stepNow + 3]) {
      expect(stepOfCode(secret, codeAt(step), now)).toBeNull();
    }
  });

  it('agrees with the test vector of RFC 6238', () => {
    // Appendix B: SHA-1, time 59 s, 94287082; an app with 6 digits shows the last six.
    const vector = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    expect(stepOfCode(vector, '287082', new Date(59_000))).toBe(1);
  });

  it('takes no code of another secret, and nothing that is no code', () => {
    expect(stepOfCode(newTotpSecret(), codeAt(stepNow), now)).toBeNull();
    const isCode = new Set([stepNow - 1, stepNow, stepNow + 1].map(codeAt));
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        fc.pre(!isCode.has(text));
        expect(stepOfCode(secret, text, now)).toBeNull();
      }),
    );
  });
});

describe('totpUri', () => {
  it('is what authenticator apps read', () => {
    const uri = new URL(totpUri(secret, 'a@b.example'));
    expect(uri.protocol).toBe('otpauth:');
    expect(uri.searchParams.get('secret')).toBe(secret);
    expect(uri.searchParams.get('issuer')).toBe('IFA');
  });
});
