import { describe, expect, it } from 'vitest';
import { openDaysOf, spansOf } from './open-days.js';

describe('opening times of the form', () => {
  it('come back as they were, with a noon break and a day until midnight', () => {
    const days: Parameters<typeof spansOf>[0] = {
      mon: [
        ['09:00', '12:00'],
        ['13:00', '17:00'],
      ],
      sat: [['20:00', '24:00']],
    };
    expect(openDaysOf(spansOf(days))).toEqual(days);
  });

  it('are none when nothing is filled in, and a half-filled span does not count', () => {
    const empty = spansOf(undefined);
    expect(openDaysOf(empty)).toBeNull();
    expect(openDaysOf({ ...empty, tue: [{ from: '09:00', to: '' }] })).toBeNull();
  });
});
