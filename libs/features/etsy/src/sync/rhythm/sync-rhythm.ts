/**
 * When a shop is synced again by itself. Etsy's terms forbid showing listings older than six hours, so every shop comes
 * round within less than that as long as the quota lasts, and shops that buyers ask about sooner.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#platform/clock';

/** After a run that failed. */
export const RETRY_SYNC_MS = 30 * MINUTE_MS;

const QUIET_MS = 4.5 * HOUR_MS;
/** A shop that buyers ask about comes round this often. */
export const BUSY_INTERVAL_MS = 1.5 * HOUR_MS;

/** @param askedAt when a buyer last asked; null: never @param random 0 to 1, so that shops spread out */
export function syncIntervalMs(
  askedAt: Date | null,
  now: Date = new Date(),
  random: number = Math.random(),
): number {
  const asked = askedAt !== null && now.getTime() - askedAt.getTime() < DAY_MS;
  return Math.round((asked ? BUSY_INTERVAL_MS : QUIET_MS) * (0.9 + random * 0.2));
}
