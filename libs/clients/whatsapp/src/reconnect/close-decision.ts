/**
 * What a closed socket means and what follows. The codes are Baileys' (its own for what happens on the line, WhatsApp's
 * for refused logins); observed against Baileys 7.0.0-rc14 in November 2026.
 */

/** Why a connection is closed, in words one can act on. */
export type CloseReason =
  /** Part of every pairing; the client connects again at once. */
  | 'restart_required'
  /** Unlinked on the phone or here; the keys are worthless and have been cleared. */
  | 'logged_out'
  /** Another client uses the same keys. */
  | 'conflict'
  /** WhatsApp has banned the account for a time. */
  | 'restricted'
  /** WhatsApp no longer accepts this client's version: an operator has to act. */
  | 'outdated'
  /** Nobody scanned the code in time. */
  | 'pairing_expired'
  /** The network, the server or a time-out. */
  | 'transient'
  /** The store says that somebody else owns the account now. */
  | 'fenced'
  /** Asked for. */
  | 'stopped';

/** What is known when the socket closes. */
export interface CloseContext {
  /** The device is not linked, and the time for that or the server's codes have run out. */
  expired: boolean;
  /** How often in a row the connection was lost to another client, not counting this time. */
  conflicts: number;
}

/** What follows. */
export interface CloseDecision {
  reason: CloseReason;
  /** `now`: at once, not counted as a failure; `wait`: once, after the conflict pause; `backoff`: later and later. */
  next: 'now' | 'wait' | 'backoff' | 'stop';
  /** Whether the stored keys have to go. */
  wipe: boolean;
}

const stop = (reason: CloseReason, wipe = false): CloseDecision => ({ reason, next: 'stop', wipe });
const later: CloseDecision = { reason: 'transient', next: 'backoff', wipe: false };

const REPLACED = 440;

const DECISIONS: Record<number, CloseDecision> = {
  401: stop('logged_out', true),
  402: stop('restricted'),
  403: stop('logged_out', true),
  405: stop('outdated'),
  406: stop('logged_out', true),
  409: stop('outdated'),
  411: stop('outdated'),
  419: stop('logged_out', true),
  515: { reason: 'restart_required', next: 'now', wipe: false },
};

/** Decides. `code` is null when the error had none, as write errors on a dying socket have. */
export function closeDecision(code: number | null, context: CloseContext): CloseDecision {
  if (context.expired) return stop('pairing_expired');
  if (code === REPLACED) {
    return context.conflicts === 0
      ? { reason: 'conflict', next: 'wait', wipe: false }
      : stop('conflict');
  }
  return (code === null ? undefined : DECISIONS[code]) ?? later;
}
