import { describe, expect, it } from 'vitest';
import { statusWords } from './message-words.js';

describe('what stands below a message', () => {
  it.each([
    ['done', null, ''],
    ['skipped', 'human_answered', 'you answered'],
    ['skipped', 'taken_over', 'you answered'],
    ['skipped', 'blocked', 'not answered: you have blocked this buyer'],
    ['skipped', null, 'not answered'],
    ['expired', 'too_old', 'not answered: it was too old'],
    ['expired', 'buyer_limit', 'not answered: this buyer wrote more than your limit'],
    ['expired', 'paused', 'not answered: the agent was paused'],
    ['expired', 'something_new', 'not answered'],
    ['failed', 'timeout', 'could not be answered. The answer took too long.'],
  ])('of a buyer that is %s because of %s: %s', (status, error, words) =>
    expect(statusWords({ direction: 'in', status, error })).toBe(words),
  );

  it.each([
    ['read', null, 'read ✓✓'],
    ['cancelled', 'taken_over', 'not sent: you took over'],
    ['failed', 'gone', 'could not be sent. The address for answers said that it is gone for good.'],
  ])('to a buyer that is %s because of %s: %s', (status, error, words) =>
    expect(statusWords({ direction: 'out', status, error })).toBe(words),
  );
});
