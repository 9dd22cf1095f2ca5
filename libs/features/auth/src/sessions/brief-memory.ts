/**
 * A cache for answers that may be a moment old: every request asks whether its session still stands, and one question
 * to the database serves all requests of that session within the time. Age counts from the moment the question was
 * asked, not answered.
 */
interface Entry<V> {
  askedAtMs: number;
  answer: Promise<V>;
}

/** Remembers the answer to a key for a short time; questions asked meanwhile share one load. */
export class BriefMemory<V> {
  private readonly entries = new Map<string, Entry<V>>();

  /**
   * @param maxAgeMs how old an answer may be
   * @param maxEntries the oldest go first
   * @param nowMs a clock that only moves forward
   */
  constructor(
    private readonly maxAgeMs: number,
    private readonly maxEntries: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** The remembered answer, or a new one. A failed load is not remembered. */
  async get(key: string, load: () => Promise<V>): Promise<V> {
    const now = this.nowMs();
    const known = this.entries.get(key);
    if (known && now - known.askedAtMs < this.maxAgeMs) return known.answer;
    const entry = { askedAtMs: now, answer: load() };
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.dropOldest();
    entry.answer.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    return entry.answer;
  }

  /** Forgets one answer: the next question is asked anew. */
  forget(key: string): void {
    this.entries.delete(key);
  }

  /** Forgets everything. */
  clear(): void {
    this.entries.clear();
  }

  /** How many answers are held. */
  get size(): number {
    return this.entries.size;
  }

  private dropOldest(): void {
    for (const key of this.entries.keys()) {
      if (this.entries.size <= this.maxEntries) return;
      this.entries.delete(key);
    }
  }
}
