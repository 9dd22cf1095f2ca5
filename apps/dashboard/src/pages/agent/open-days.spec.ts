import { describe, expect, it } from 'vitest';
import { openDaysOf, spansOf, spansOfText, textOfSpans } from './open-days.js';

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

  it('are kept as a text as they stand in the form, half-filled too', () => {
    for (const spans of [
      [{ from: '', to: '' }],
      [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '' },
        { from: '', to: '' },
      ],
    ]) {
      expect(spansOfText(textOfSpans(spans))).toEqual(spans);
    }
  });
});
