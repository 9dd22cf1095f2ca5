/**
 * Etsy's limits hold for the API key, so for the whole fleet. The client does not count: it asks a gate before each
 * request and tells it what each answer's headers said. Who governs the budget implements `EtsyQuotaGate`.
 */

/** `live`: a buyer waits for the answer. `interactive`: the seller waits. `background`: nobody waits. */
export type EtsyPriority = 'live' | 'interactive' | 'background';

/** One request that is about to be sent (a retry asks again). */
export interface EtsyTicket {
  operation: string;
  /** Requests it costs; 1. */
  cost: number;
  priority: EtsyPriority;
  /** Whom it is for (a shop, say), so that a gate can be fair; null when the caller did not say. */
  subject: string | null;
}

/** What one answer said about the limits; null where it said nothing. */
export interface EtsyQuotaSnapshot {
  perSecondLimit: number | null;
  remainingThisSecond: number | null;
  perDayLimit: number | null;
  remainingToday: number | null;
  /** The limit that refused this request, if one did. */
  refusedBy: 'second' | 'day' | null;
  retryAfterMs: number | null;
}

/** The port for a quota governor. */
export interface EtsyQuotaGate {
  /** Resolves when the request may go now; rejects (with an error of the gate's own) when it may not. */
  beforeRequest(ticket: EtsyTicket): Promise<void>;
  /** Called once for every answer, in order of arrival; never for a request without one, which counts as spent. Must not throw. */
  onQuota(snapshot: EtsyQuotaSnapshot, ticket: EtsyTicket): void;
}

/** A gate that lets everything pass; for single calls and tests. */
export const OPEN_GATE: EtsyQuotaGate = {
  beforeRequest: () => Promise.resolve(),
  onQuota: () => undefined,
};

const DEFAULT_SECOND_WAIT_MS = 1_000;
const DEFAULT_DAY_WAIT_MS = 3_600_000;

/** Reads the limits from an answer's headers (lower case) and, for a 429, from its text. */
export function readQuota(
  status: number,
  headers: Record<string, string>,
  text: string,
): EtsyQuotaSnapshot {
  const remainingToday = integer(headers['x-remaining-today']);
  const refusedBy = status === 429 ? refusingLimit(text, remainingToday) : null;
  return {
    perSecondLimit: integer(headers['x-limit-per-second']),
    // Etsy's own page spells the header without its last letter.
    remainingThisSecond: integer(
      headers['x-remaining-this-second'] ?? headers['x-remaining-this-secon'],
    ),
    perDayLimit: integer(headers['x-limit-per-day']),
    remainingToday,
    refusedBy,
    retryAfterMs: refusedBy === null ? null : retryAfterMs(headers['retry-after'], refusedBy),
  };
}

function refusingLimit(text: string, remainingToday: number | null): 'second' | 'day' {
  if (/per second/i.test(text)) return 'second';
  return /daily|per day/i.test(text) || remainingToday === 0 ? 'day' : 'second';
}

function retryAfterMs(header: string | undefined, refusedBy: 'second' | 'day'): number {
  const seconds = Number(header);
  const given = header !== undefined && Number.isFinite(seconds) && seconds >= 0;
  if (given) return Math.ceil(seconds * 1_000);
  return refusedBy === 'second' ? DEFAULT_SECOND_WAIT_MS : DEFAULT_DAY_WAIT_MS;
}

function integer(header: string | undefined): number | null {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : null;
}
