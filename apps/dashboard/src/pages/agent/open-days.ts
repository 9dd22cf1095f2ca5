/** Opening times between the form and the API. Pure. */
import type { AgentConfig } from '../../api/contract.js';

export const WEEKDAYS = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
] as const;

export type Day = (typeof WEEKDAYS)[number][0];

/** From and to, `HH:MM`; '' while it is not filled in. */
export interface Span {
  from: string;
  to: string;
}

/** Every day with at least one span, filled in or not. */
export type OpenDays = Record<Day, Span[]>;

type ApiDays = NonNullable<AgentConfig['hours']>['days'];

/** What the API says, for the form. A day that ends at 24:00 ends at 00:00 in a browser's field. */
export function spansOf(days: ApiDays | undefined): OpenDays {
  const spansOn = (day: Day): Span[] => {
    const spans = (days?.[day] ?? []).map(([from, to]) => ({
      from,
      to: to === '24:00' ? '00:00' : to,
    }));
    return spans.length > 0 ? spans : [{ from: '', to: '' }];
  };
  return onEachDay(spansOn);
}

export function onEachDay<T>(on: (day: Day) => T): Record<Day, T> {
  return {
    mon: on('mon'),
    tue: on('tue'),
    wed: on('wed'),
    thu: on('thu'),
    fri: on('fri'),
    sat: on('sat'),
    sun: on('sun'),
  };
}

/** The times of a day as a text, filled in or not; `spansOfText` reads it. */
export function textOfSpans(spans: readonly Span[]): string {
  return spans.map(({ from, to }) => `${from}-${to}`).join(' ');
}

export function spansOfText(text: string): Span[] {
  return text.split(' ').map((span) => {
    const [from = '', to = ''] = span.split('-');
    return { from, to };
  });
}

/** What the form says, for the API; null: always open. */
export function openDaysOf(days: OpenDays): ApiDays | null {
  const open = WEEKDAYS.flatMap(([day]) => {
    const spans = days[day]
      .filter(({ from, to }) => from !== '' && to !== '')
      .map(({ from, to }): [string, string] => [from, to === '00:00' ? '24:00' : to]);
    return spans.length > 0 ? [[day, spans] as const] : [];
  });
  return open.length > 0 ? Object.fromEntries(open) : null;
}
