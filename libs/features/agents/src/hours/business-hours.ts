/** When a shop answers. Pure; local times of the shop's own zone. */
import { weekTime } from './zoned-time.js';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Business hours as the seller sets them. */
export interface BusinessHours {
  /** Opening times of a day, `["09:00", "17:00"]` each; a day without any is closed. `24:00` ends a day. */
  days: Partial<Record<Weekday, [string, string][]>>;
  /** What a buyer reads outside of them, once per closed time; empty: nothing. */
  outOfHoursLine: string;
  /** What becomes of a message outside of them: it waits for the opening (the default), or is answered all the same. */
  outside?: 'wait' | 'answer';
}

/** Where now lies. `opensInMs` is null when the shop never opens; `closedForMs` counts from the last closing. */
export type OpenState =
  | { open: true; openForMs: number }
  | { open: false; opensInMs: number | null; closedForMs: number };

const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const MINUTE_MS = 60_000;

/** Whether the shop is open at an instant, since when, and until when not. A change of clocks may shift it by an hour. */
export function openState(hours: BusinessHours, now: Date, timeZone: string): OpenState {
  const spans = weekSpans(hours);
  const { minuteOfWeek, msOfMinute } = weekTime(now, timeZone);
  const open = spans.find(([from, to]) => from <= minuteOfWeek && minuteOfWeek < to);
  if (open) {
    const sinceMinutes = minuteOfWeek - chainStart(spans, open[0]);
    return { open: true, openForMs: sinceMinutes * MINUTE_MS + msOfMinute };
  }
  const opensIn = Math.min(...spans.map(([from]) => ahead(minuteOfWeek, from)));
  const closedFor = Math.min(...spans.map(([, to]) => ahead(to, minuteOfWeek)));
  return {
    open: false,
    opensInMs: Number.isFinite(opensIn) ? opensIn * MINUTE_MS - msOfMinute : null,
    closedForMs: Number.isFinite(closedFor) ? closedFor * MINUTE_MS + msOfMinute : Infinity,
  };
}

/** The opening times of a week in minutes from Monday 00:00, sorted. */
function weekSpans(hours: BusinessHours): [number, number][] {
  return WEEKDAYS.flatMap((day, index) =>
    (hours.days[day] ?? []).map(([from, to]): [number, number] => [
      index * DAY_MINUTES + minutesOf(from),
      index * DAY_MINUTES + minutesOf(to),
    ]),
  ).toSorted(([a], [b]) => a - b);
}

/** Spans that touch are one: a shop open round the clock did not open at midnight. Looks back one day at most. */
function chainStart(spans: [number, number][], from: number): number {
  const before = spans.find(([, to]) => to % WEEK_MINUTES === from % WEEK_MINUTES);
  if (!before) return from;
  return before[0] > from ? before[0] - WEEK_MINUTES : before[0];
}

function ahead(from: number, to: number): number {
  return (to - from + WEEK_MINUTES) % WEEK_MINUTES;
}

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

const DAY_NAMES: Record<Weekday, string> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

/** What is wrong with hours that somebody sent, in words, and what to do about it; null when nothing is. */
export function hoursProblem(hours: BusinessHours): string | null {
  for (const day of WEEKDAYS) {
    let last = 0;
    for (const [from, to] of hours.days[day] ?? []) {
      if (minutesOf(from) >= minutesOf(to)) {
        return `${DAY_NAMES[day]}: ${from} is not before ${to}. Open past midnight? Then let this day end at midnight, and the next one begin there.`;
      }
      if (minutesOf(from) < last) {
        return `${DAY_NAMES[day]}: the times overlap or are not in order. Put the earlier one first, and let it end before the next begins.`;
      }
      last = minutesOf(to);
    }
  }
  return null;
}
