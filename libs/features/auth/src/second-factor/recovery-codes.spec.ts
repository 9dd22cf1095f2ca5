import { describe, expect, it } from 'vitest';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.js';

describe('recovery codes', () => {
  it('are ten, all different, easy to type', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[a-km-z2-9]{4}(-[a-km-z2-9]{4}){2}$/);
  });

  it('are recognised however they are typed, and only they', () => {
    const [code = '', other = ''] = newRecoveryCodes();
    const typed = ` ${code.toUpperCase().replaceAll('-', ' ')} `;
    expect(hashOfRecoveryCode(typed)).toBe(hashOfRecoveryCode(code));
    expect(hashOfRecoveryCode(other)).not.toBe(hashOfRecoveryCode(code));
    expect(hashOfRecoveryCode(code)).not.toContain(code);
  });
});
