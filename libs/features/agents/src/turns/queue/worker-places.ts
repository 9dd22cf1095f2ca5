/**
 * How many conversations a worker answers at once, and whose they are. A nudge may not take the last free place for a
 * seller who holds all the others: that one is left to the sweep, which gives places out in turn between the sellers.
 */
import type { Id } from '#platform/ids';

export interface Place {
  /** null: not known before the conversation is claimed. */
  sellerId: Id<'sel'> | null;
}

export class WorkerPlaces {
  private readonly taken = new Set<Place>();

  constructor(private readonly size: number) {}

  get busy(): number {
    return this.taken.size;
  }

  get free(): number {
    return Math.max(0, this.size - this.busy);
  }

  /** Whether a nudge may take a place for this seller. Of the only place of a worker nobody holds the others. */
  mayNudge(sellerId: Id<'sel'>): boolean {
    if (this.free !== 1 || this.busy === 0) return this.free > 0;
    return [...this.taken].some((place) => place.sellerId !== null && place.sellerId !== sellerId);
  }

  take(sellerId: Id<'sel'> | null): Place {
    const place = { sellerId };
    this.taken.add(place);
    return place;
  }

  leave(place: Place): void {
    this.taken.delete(place);
  }
}
