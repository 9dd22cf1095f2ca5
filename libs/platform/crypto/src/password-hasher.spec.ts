import argon2 from 'argon2';
import { describe, expect, it } from 'vitest';
import { constantTimeEqual, PasswordHasher } from './index.js';

const hasher = new PasswordHasher();

describe('PasswordHasher', () => {
  it('accepts the right password and no other', async () => {
    const hash = await hasher.hash('correct horse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,(?:t=2,p=1|p=1,t=2)\$/);
    expect(await hasher.verify(hash, 'correct horse')).toBe(true);
    expect(await hasher.verify(hash, 'correct horse ')).toBe(false);
  });

  it('is false, not an error, for a stored text that is no argon2 hash', async () => {
    for (const stored of ['', 'plain', '$2b$10$abcdefghijklmnopqrstuv', '$argon2id$broken']) {
      expect(await hasher.verify(stored, 'x')).toBe(false);
    }
  });

  it('asks for a rehash of weaker parameters only', async () => {
    const weak = await argon2.hash('x', {
      type: argon2.argon2id,
      memoryCost: 8192,
      timeCost: 2,
      parallelism: 1,
    });
    expect(hasher.needsRehash(weak)).toBe(true);
    expect(hasher.needsRehash('$2b$10$abcdefghijklmnopqrstuv')).toBe(true);
    expect(hasher.needsRehash(await hasher.hash('x'))).toBe(false);
  });
});

describe('constantTimeEqual', () => {
  it('compares texts of any length', () => {
    expect(constantTimeEqual('abc', 'abc')).toBe(true);
    expect(constantTimeEqual('abc', 'abcd')).toBe(false);
    expect(constantTimeEqual('', '')).toBe(true);
  });
});
