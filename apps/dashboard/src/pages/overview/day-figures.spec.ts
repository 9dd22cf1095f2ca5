import { describe, expect, it } from 'vitest';
import { byHour, dayOf } from './day-figures.js';

const now = Date.parse('2026-05-10T12:30:00Z');
const event = (eventType: string, hoursAgo: number, ms?: number) => ({
  id: `${eventType}${hoursAgo}`,
  eventType,
  content: '',
  metadata: ms === undefined ? {} : { ms },
  createdAt: new Date(now - hoursAgo * 3_600_000).toISOString(),
});

describe('figures of a day', () => {
  const events = [
    event('response', 0, 900),
    event('response', 2, 4_000),
    event('response', 23, 1_500),
    event('response', 25, 60_000),
    event('handoff.requested', 3),
  ];

  it('counts what is younger than a day', () => {
    expect(dayOf(events, now)).toEqual({ answers: 3, handedOver: 1, medianMs: 1_500 });
  });

  it('puts each answer into its hour, the oldest first', () => {
    const hours = byHour(events, now);
    expect([hours.length, hours[23], hours[21], hours[0]]).toEqual([24, 1, 1, 1]);
    expect(hours.reduce((sum, one) => sum + one)).toBe(3);
  });

  it('has no usual time without answers', () => expect(dayOf([], now).medianMs).toBeNull());
});
