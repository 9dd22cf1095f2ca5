import { describe, expect, it } from 'vitest';
import { AccountPace, HUMAN_PACE } from './whatsapp-pace.js';

describe('AccountPace', () => {
  it('lets an account write no more than twenty messages in any minute', () => {
    const pace = new AccountPace(HUMAN_PACE);
    for (let n = 0; n < 20; n += 1) {
      expect(pace.waitMs(n * 1_000)).toBe(0);
      pace.sent(`chat ${n}`, n * 1_000);
    }
    expect(pace.waitMs(20_000)).toBe(40_000);
    expect(pace.waitMs(60_001)).toBe(0);
  });

  it('types as long as a person would, within bounds', () => {
    const pace = new AccountPace(HUMAN_PACE);
    expect([1, 100, 4_000].map((length) => pace.typingMs('x'.repeat(length)))).toEqual([
      1_000, 2_000, 3_000,
    ]);
  });
});
