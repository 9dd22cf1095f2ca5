/**
 * Repeatable chance for the generated shops: the same seed gives the same shop on every machine and every start.
 * A 32-bit mulberry generator; good enough for believable variety, never for secrets.
 */
export class SeededRandom {
  private state: number;

  /** @param seed any integer; two different seeds give unrelated sequences */
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A generator of its own for item `index` of a sequence, so that items can be made in any order. */
  static at(seed: number, index: number): SeededRandom {
    return new SeededRandom((seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0);
  }

  /** A number in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One element of a list that is not empty. */
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('pick from an empty list');
    return item;
  }

  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, key: this.next() }));
    return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
  }
}
