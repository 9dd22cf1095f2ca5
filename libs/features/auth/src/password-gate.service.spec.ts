import argon2 from 'argon2';
import { beforeAll, describe, expect, it } from 'vitest';
import { PasswordHasher } from '#platform/crypto';
import { PasswordGate } from './password-gate.service.js';

const gate = new PasswordGate(new PasswordHasher());

beforeAll(() => gate.onModuleInit());

describe('PasswordGate', () => {
  it('accepts the right password, refuses a wrong one and one of nobody', async () => {
    const hash = await gate.hash('correct horse');

    expect(await gate.verify(hash, 'correct horse')).toBe(true);
    expect(await gate.verify(hash, 'battery staple')).toBe(false);
    expect(await gate.verify(null, 'correct horse')).toBe(false);
  });

  it('serves a burst in order, refuses what goes beyond it, and serves again afterwards', async () => {
    const hash = await argon2.hash('x', { memoryCost: 1024, timeCost: 2, parallelism: 1 });

    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, () => gate.verify(hash, 'x')),
    );

    const refused = answers.filter(({ status }) => status === 'rejected');
    const served = answers.filter((answer) => answer.status === 'fulfilled' && answer.value);
    expect(refused.length).toBeGreaterThan(0);
    expect(served.length).toBeGreaterThanOrEqual(65);
    expect(served.length + refused.length).toBe(100);
    expect(refused[0]).toMatchObject({ reason: { code: 'auth.busy', kind: 'unavailable' } });
    expect(await gate.verify(hash, 'x')).toBe(true);
  });
});
