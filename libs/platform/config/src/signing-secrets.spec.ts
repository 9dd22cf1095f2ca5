import { describe, expect, it } from 'vitest';
import { parseSigningSecrets, signingKeyIdOf } from './signing-secrets.js';

const long = 'x'.repeat(31) + '=';

describe('parseSigningSecrets', () => {
  it('takes a plain text as one secret with a name made from it', () => {
    expect(parseSigningSecrets(long)).toEqual([{ keyId: signingKeyIdOf(long), secret: long }]);
    expect(signingKeyIdOf(long)).toMatch(/^[0-9a-f]{8}$/);
  });

  it('takes name=secret pairs, the first current', () => {
    const old = 'o'.repeat(40);
    expect(parseSigningSecrets(`k2=${long}, k1=${old}`)).toEqual([
      { keyId: 'k2', secret: long },
      { keyId: 'k1', secret: old },
    ]);
  });

  it.each(['', 'short', `k1=short`, `k1=${long},k1=${long}`])('refuses %j', (text) => {
    expect(parseSigningSecrets(text)).toBeNull();
  });
});
