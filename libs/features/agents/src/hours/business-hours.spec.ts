import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hoursProblem, openState, WEEKDAYS, type BusinessHours } from './business-hours.js';

const OFFICE: BusinessHours = {
  days: Object.fromEntries(
    (['mon', 'tue', 'wed', 'thu', 'fri'] as const).map((day) => [day, [['09:00', '17:00']]]),
  ),
  outOfHoursLine: 'We are back at nine.',
};
const HOUR_MS = 3_600_000;

describe('business hours', () => {
  it.each([
    ['2026-11-23T10:00:00Z', { open: true, openForMs: HOUR_MS }],
    ['2026-11-23T17:00:00Z', { open: false, opensInMs: 16 * HOUR_MS, closedForMs: 0 }],
    // From Friday 17:00 to Monday 09:00.
    ['2026-11-28T09:00:00Z', { open: false, opensInMs: 48 * HOUR_MS, closedForMs: 16 * HOUR_MS }],
  ])('at %s', (now, state) => {
    expect(openState(OFFICE, new Date(now), 'UTC')).toEqual(state);
  });

  it("are those of the shop's own zone", () => {
    const state = openState(OFFICE, new Date('2026-11-23T10:00:00Z'), 'America/New_York');
    expect(state).toMatchObject({ open: false, opensInMs: 4 * HOUR_MS });
  });

  it('that touch at midnight are one', () => {
    const days: BusinessHours['days'] = { mon: [['08:00', '24:00']], tue: [['00:00', '06:00']] };
    const hours = { days, outOfHoursLine: '' };
    expect(openState(hours, new Date('2026-11-24T01:00:00Z'), 'UTC')).toEqual({
      open: true,
      openForMs: 17 * HOUR_MS,
    });
  });

  it('without any day never open', () => {
    const state = openState({ days: {}, outOfHoursLine: '' }, new Date(0), 'UTC');
    expect(state).toEqual({ open: false, opensInMs: null, closedForMs: Infinity });
  });

  it('say an opening that is really open', () => {
    const time = fc.integer({ min: 0, max: 23 * 60 });
    const span = fc.tuple(time, fc.integer({ min: 1, max: 59 })).map(([from, length]) => {
      const clock = (m: number): string =>
        `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
      return [[clock(from), clock(from + length)]] as [string, string][];
    });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...WEEKDAYS), span, { minKeys: 1 }),
        fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-01'), noInvalidDate: true }),
        (days, now) => {
          const hours = { days, outOfHoursLine: '' };
          expect(hoursProblem(hours)).toBeNull();
          const state = openState(hours, now, 'UTC');
          if (state.open) return;
          const opening = new Date(now.getTime() + (state.opensInMs ?? 0));
          expect(openState(hours, opening, 'UTC').open).toBe(true);
        },
      ),
    );
  });

  it.each([
    [[['17:00', '09:00']], /not before/],
    [
      [
        ['09:00', '12:00'],
        ['11:00', '13:00'],
      ],
      /overlap/,
    ],
  ] as [[string, string][], RegExp][])('are refused as %j', (mon, problem) => {
    expect(hoursProblem({ days: { mon }, outOfHoursLine: '' })).toMatch(problem);
  });
});
