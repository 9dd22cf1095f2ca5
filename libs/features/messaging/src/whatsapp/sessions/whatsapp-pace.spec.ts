import { describe, expect, it } from 'vitest';
import { AccountPace, HUMAN_PACE } from './whatsapp-pace.js';

describe('AccountPace', () => {
  it('lets an account write no more than twenty messages in any minute', () => {
    const pace = new AccountPace(HUMAN_PACE);
    for (let n = 0; n < 20; n += 1) {
      expect(pace.waitMs(n * 1_000)).toBe(0);
      pace.book(n * 1_000);
    }
    expect(pace.waitMs(20_000)).toBe(40_000);
    expect(pace.waitMs(60_001)).toBe(0);
  });

  it('spreads what is written at once in many chats', () => {
    const pace = new AccountPace(HUMAN_PACE);
    const waits = Array.from({ length: 45 }, () => {
      const waitMs = pace.waitMs(0);
      pace.book(0);
      return waitMs;
    });
    expect(waits).toEqual([
      ...Array<number>(20).fill(0),
      ...Array<number>(20).fill(60_000),
      ...Array<number>(5).fill(120_000),
    ]);
  });

  it('gives the place of a message that was not sent to the next one', () => {
    const pace = new AccountPace(HUMAN_PACE);
    const giveBack = Array.from({ length: 20 }, () => pace.book(0));
    expect(pace.waitMs(0)).toBe(60_000);
    giveBack[7]?.();
    expect(pace.waitMs(0)).toBe(0);
    pace.book(0);
    expect(pace.waitMs(0)).toBe(60_000);
  });

  it('types as long as a person would, within bounds', () => {
    const pace = new AccountPace(HUMAN_PACE);
    expect([1, 100, 4_000].map((length) => pace.typingMs('x'.repeat(length)))).toEqual([
      1_000, 2_000, 3_000,
    ]);
  });
});
