/** The arithmetic of a sliding window: at most `limit` admitted hits within any `windowMs`. Times in milliseconds. */

/** What a limiter answers. */
export interface LimitResult {
  allowed: boolean;
  limit: number;
  /** Hits still free at this moment. */
  remaining: number;
  /** Until a hit becomes free again; 0 when nothing was counted. */
  resetMs: number;
}

/**
 * Admits a hit at `nowMs` or not. `hits` are the admitted times in rising order and are changed in place: what left the
 * window goes, an admitted hit is added. Refused hits are not counted, so a flood still gets its share.
 */
export function slideWindow(
  hits: number[],
  nowMs: number,
  limit: number,
  windowMs: number,
): LimitResult {
  const firstInside = hits.findIndex((hit) => hit > nowMs - windowMs);
  hits.splice(0, firstInside === -1 ? hits.length : firstInside);
  const allowed = hits.length < limit;
  if (allowed) hits.push(nowMs);
  const oldest = hits[0];
  return {
    allowed,
    limit,
    remaining: Math.max(0, limit - hits.length),
    resetMs: oldest === undefined ? 0 : Math.max(1, oldest + windowMs - nowMs),
  };
}

/** Windows of this process, for when Redis is away. Holds at most `maxKeys`; the longest unused go first. */
export class LocalWindows {
  readonly #windows = new Map<string, number[]>();

  constructor(private readonly maxKeys: number) {}

  /** How many keys are held. */
  get size(): number {
    return this.#windows.size;
  }

  /** Admits a hit of a key or not. */
  hit(key: string, nowMs: number, limit: number, windowMs: number): LimitResult {
    const hits = this.#windows.get(key) ?? [];
    this.#windows.delete(key);
    this.#windows.set(key, hits);
    for (const oldest of this.#windows.keys()) {
      if (this.#windows.size <= this.maxKeys) break;
      this.#windows.delete(oldest);
    }
    return slideWindow(hits, nowMs, limit, windowMs);
  }

  /** Whether a hit would be admitted; counts nothing. */
  peek(key: string, nowMs: number, limit: number, windowMs: number): LimitResult {
    return slideWindow([...(this.#windows.get(key) ?? [])], nowMs, limit, windowMs);
  }

  /** Forgets everything. */
  clear(): void {
    this.#windows.clear();
  }
}
