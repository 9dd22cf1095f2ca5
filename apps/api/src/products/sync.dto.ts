/** What a sync waits for. */
export class SyncWaitDto {
  /** @example "etsy.quota_day" */
  reason: string;
  /** In words for the seller. */
  message: string;
  until: Date;
}

/** A pass over the shop's listings. */
export class SyncProgressDto {
  /** @example "syn_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  trigger: 'connect' | 'manual' | 'schedule' | 'webhook';
  status: 'queued' | 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';
  /** Different listings met so far. */
  seen: number;
  /** Listings in the shop, as far as is known by now; null at the very beginning. */
  total: number | null;
  /** Of those met, how many were new or different. */
  changed: number;
  /** Listings that are gone from Etsy. */
  removed: number;
  /** The kind of listing it is at, in Etsy's words; null between and at the end. */
  listingState: string | null;
  /** At the pace so far; null when that cannot be said. */
  etaSeconds: number | null;
  /** Only while `waiting`. */
  waiting: SyncWaitDto | null;
  /** What ended it, if it failed. */
  error: string | null;
  /** Kinds of listing that Etsy did not give; nothing of them was removed. */
  missingStates: string[];
  /** Kinds with more listings than Etsy lists to anybody (24,200 of one that is not active): not all of them are known. */
  partialStates: string[];
  startedAt: Date | null;
  finishedAt: Date | null;
  createdAt: Date;
}

/** The latest sync. */
export class SyncStateDto {
  /** null: there was none yet. */
  sync: SyncProgressDto | null;
  /** When the next one comes by itself; null: not scheduled. */
  nextSyncAt: Date | null;
}
