/** What has gone wrong so far in one run of a connection, and so how long the next wait is. */
import type { WhatsappTimings } from '../whatsapp-options.js';
import { closeDecision, type CloseReason } from './close-decision.js';
import { backoffMs } from './reconnect-backoff.js';

/** After so long without one, a conflict counts as the first again. */
const CONFLICTS_FORGOTTEN_MS = 600_000;
/** Asking our own store anew costs nobody anything. */
const STORE_WAIT_MAX_MS = 15_000;

/** How a socket ended. */
export interface Ending {
  /** Baileys' code, or null when there is none. */
  code: number | null;
  /** How long it was open, in milliseconds; 0 if it never was. */
  openMs: number;
  /** The device was not linked yet. */
  pairing: boolean;
  /** The last of the server's codes has been shown. Baileys' own code for that, 408, stands for a dead line as well. */
  codesSpent: boolean;
  /** Our own store was away: WhatsApp was not asked, or not at fault. */
  storeAway: boolean;
}

/** What follows an ending. */
export interface Verdict {
  reason: CloseReason;
  wipe: boolean;
  /** Null: the connection stays closed. */
  retryInMs: number | null;
}

/** See the head of this file. Make a new one for every run. */
export class ReconnectPolicy {
  private failures = 0;
  private conflicts = 0;
  private storeFailures = 0;

  /** @param random from 0 (included) to 1 (excluded) */
  constructor(
    private readonly timings: WhatsappTimings,
    private readonly random: () => number = Math.random,
  ) {}

  /** Decides. `timeIsUp`: the time for pairing is over. */
  after({ code, openMs, pairing, codesSpent, storeAway }: Ending, timeIsUp: boolean): Verdict {
    if (openMs >= this.timings.stableAfterMs) this.failures = 0;
    if (openMs >= CONFLICTS_FORGOTTEN_MS) this.conflicts = 0;
    const { conflicts } = this;
    const expired = pairing && (codesSpent || timeIsUp);
    const { reason, wipe, next } = closeDecision(code, { expired, conflicts });
    if (storeAway && next === 'backoff') return { reason, wipe, retryInMs: this.nextStoreWaitMs() };
    this.storeFailures = 0;
    return { reason, wipe, retryInMs: this.waitFor(next, pairing) };
  }

  private waitFor(next: 'now' | 'wait' | 'backoff' | 'stop', pairing: boolean): number | null {
    switch (next) {
      case 'stop':
        return null;
      case 'now':
        return 0;
      case 'wait':
        this.conflicts += 1;
        return this.timings.conflictWaitMs;
      case 'backoff':
        return this.nextBackoffMs(pairing);
    }
  }

  private nextStoreWaitMs(): number {
    const bounds = { minMs: this.timings.backoffMinMs, maxMs: STORE_WAIT_MAX_MS };
    const waitMs = backoffMs(this.storeFailures, bounds, this.random());
    this.storeFailures += 1;
    return waitMs;
  }

  private nextBackoffMs(pairing: boolean): number {
    const { backoffMinMs: minMs, backoffMaxMs, pairingBackoffMaxMs } = this.timings;
    const maxMs = pairing ? Math.min(pairingBackoffMaxMs, backoffMaxMs) : backoffMaxMs;
    const waitMs = backoffMs(this.failures, { minMs, maxMs }, this.random());
    this.failures += 1;
    return waitMs;
  }
}
