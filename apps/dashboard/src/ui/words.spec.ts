import { describe, expect, it } from 'vitest';
import { clockTime, count, duration, money, timeAgo } from './words.js';

describe('plain words', () => {
  const now = Date.parse('2026-05-10T12:00:00Z');

  it.each([
    [null, 'never'],
    ['2026-05-10T11:59:40Z', 'just now'],
    ['2026-05-10T11:55:00Z', '5 min ago'],
    ['2026-05-10T07:00:00Z', '5 h ago'],
    ['2026-05-09T11:00:00Z', '1 day ago'],
  ])('says when %s was', (iso, words) => expect(timeAgo(iso, now)).toBe(words));

  it('names the year of what is not of this one', () => {
    const thisYear = String(new Date().getFullYear());
    expect(clockTime('2019-11-03T12:00:00Z')).toContain('2019');
    expect(clockTime(new Date().toISOString())).not.toContain(thisYear);
  });

  it('never calls money that was spent nothing', () => {
    expect([money(0), money(400), money(2_345_678)]).toEqual(['$0', 'under 1¢', '$2.35']);
  });

  it('counts in singular and plural', () => {
    expect([count(1, 'message'), count(2, 'message')]).toEqual(['1 message', '2 messages']);
  });

  it('measures short and long', () => {
    expect([duration(80), duration(2_400), duration(180_000)]).toEqual(['80 ms', '2.4 s', '3 min']);
  });
});
