/** The only way a sync run becomes JSON. */
import { isOpen, type SyncRunRow } from '#features/etsy';
import type { SyncProgressDto, SyncWaitDto } from './sync.dto.js';

const WAITING: Readonly<Record<string, string>> = {
  'etsy.quota_day':
    "Today's share of requests to Etsy is used up; the sync goes on as soon as there are some again.",
  'etsy.per_day_limit':
    "Today's share of requests to Etsy is used up; the sync goes on as soon as there are some again.",
  'etsy.quota_turn': 'Other shops are being synced; this one has its turn in a moment.',
  'etsy.quota_second': 'Etsy takes only so many requests a second; it goes on in a moment.',
  'etsy.per_second_limit': 'Etsy takes only so many requests a second; it goes on in a moment.',
};

/** @param now for the estimate */
export function presentSync(run: SyncRunRow, now: Date): SyncProgressDto {
  return {
    id: run.id,
    trigger: run.trigger,
    status: run.status,
    seen: run.seenCount,
    total: run.totalCount,
    changed: run.changedCount,
    removed: run.removedCount,
    listingState: isOpen(run) ? (run.cursor.steps[0]?.state ?? null) : null,
    etaSeconds: etaSeconds(run, now),
    waiting: waitOf(run, now),
    error: run.status === 'failed' ? run.error : null,
    missingStates: run.cursor.failed,
    partialStates: run.cursor.beyondReach,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    createdAt: run.createdAt,
  };
}

function waitOf(run: SyncRunRow, now: Date): SyncWaitDto | null {
  if (run.status !== 'waiting' || run.error === null || run.availableAt <= now) return null;
  const message = WAITING[run.error] ?? 'Etsy had trouble; it is tried again.';
  return { reason: run.error, message, until: run.availableAt };
}

function etaSeconds(run: SyncRunRow, now: Date): number | null {
  const { startedAt, seenCount, totalCount } = run;
  if (run.status !== 'running' || !startedAt || !totalCount || seenCount === 0) return null;
  const elapsedSeconds = (now.getTime() - startedAt.getTime()) / 1_000;
  return Math.max(0, Math.ceil((elapsedSeconds / seenCount) * (totalCount - seenCount)));
}
