/** Figures of the last 24 hours from the activity log. Pure. */
import type { ActivityEvent } from '../../api/contract.js';

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** What the log says of the last 24 hours. */
export interface DayFigures {
  answers: number;
  handedOver: number;
  /** Half of the answers took less; null without answers. */
  medianMs: number | null;
}

function hoursAgo(event: ActivityEvent, now: number): number {
  return Math.floor((now - Date.parse(event.createdAt)) / HOUR_MS);
}

export function dayOf(events: ActivityEvent[], now = Date.now()): DayFigures {
  const recent = events.filter((event) => hoursAgo(event, now) < HOURS);
  const answers = recent.filter(({ eventType }) => eventType === 'response');
  const times = answers
    .map(({ metadata }) => Number(metadata['ms']))
    .filter((ms) => Number.isFinite(ms))
    .toSorted((a, b) => a - b);
  return {
    answers: answers.length,
    handedOver: recent.filter(({ eventType }) => eventType === 'handoff.requested').length,
    medianMs: times[Math.floor(times.length / 2)] ?? null,
  };
}

/** Answers in each of the last 24 hours, the oldest first. */
export function byHour(events: ActivityEvent[], now = Date.now()): number[] {
  const hours = Array<number>(HOURS).fill(0);
  for (const event of events) {
    const index = HOURS - 1 - hoursAgo(event, now);
    if (event.eventType === 'response' && index >= 0) hours[index] = (hours[index] ?? 0) + 1;
  }
  return hours;
}
