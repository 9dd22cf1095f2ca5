/** The local time of an IANA zone, as far as opening hours need it. */

const WEEKDAY_INDEX: Record<string, number> = {
  Mon: 0,
  Tue: 1,
  Wed: 2,
  Thu: 3,
  Fri: 4,
  Sat: 5,
  Sun: 6,
};

/** Minutes since Monday 00:00 local time, and the milliseconds into the current minute. */
export interface WeekTime {
  minuteOfWeek: number;
  msOfMinute: number;
}

/** @throws RangeError for a zone that does not exist */
export function weekTime(instant: Date, timeZone: string): WeekTime {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const day = WEEKDAY_INDEX[part('weekday')] ?? 0;
  return {
    minuteOfWeek: (day * 24 + Number(part('hour'))) * 60 + Number(part('minute')),
    msOfMinute: instant.getTime() % 60_000,
  };
}

/** Whether this is a zone we can tell the time of. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
