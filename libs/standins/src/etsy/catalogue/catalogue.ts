/**
 * One shop's listings: a generated source under the edits its owner made since. Pages come from index arrays that are
 * rebuilt after a change, so a bulk shop holds four bytes a listing and never the listings themselves.
 */
import {
  listingPriceMinor,
  listingQuantity,
  LISTING_STATES,
  type ListingEdit,
  type ListingFacts,
  type ListingSource,
  type StandinListing,
} from './standin-listing.js';

export type ListingSortKey = 'created' | 'updated' | 'price' | 'score';

/** What a page of listings is asked by. */
export interface ListingQuery {
  state: string;
  sortOn: ListingSortKey;
  ascending: boolean;
  /** Restrict to these sections; null means all. */
  sectionIds: readonly number[] | null;
}

/** Edits by listing id, as they are kept in the state file. */
export type ListingEdits = Record<string, ListingEdit>;

export class Catalogue {
  private readonly orders = new Map<string, Int32Array>();

  /** @param edits is mutated in place, so that its owner can save it */
  constructor(
    readonly source: ListingSource,
    private readonly edits: ListingEdits,
  ) {}

  /** The listing, or null when it never existed or was deleted. */
  get(listingId: number): StandinListing | null {
    const index = this.source.indexOf(listingId);
    return index === null || !this.exists(index) ? null : this.at(index);
  }

  /** How many listings a query matches in all. */
  count(query: ListingQuery): number {
    return this.order(query).length;
  }

  /** One page, in the query's order. */
  page(query: ListingQuery, offset: number, limit: number): StandinListing[] {
    const order = this.order(query);
    const length = Math.max(0, Math.min(limit, order.length - offset));
    const at = (k: number): number =>
      order[query.ascending ? offset + k : order.length - 1 - offset - k] ?? 0;
    return Array.from({ length }, (_, k) => this.at(at(k)));
  }

  /** How many listings each documented state holds now. */
  countsByState(): Record<string, number> {
    const base = { sortOn: 'created', ascending: false, sectionIds: null } as const;
    return Object.fromEntries(
      LISTING_STATES.map((state) => [state, this.count({ ...base, state })]),
    );
  }

  /** Changes a listing; fields that are absent stay. Returns the new listing, or null when there is none. */
  edit(listingId: number, edit: ListingEdit, nowSeconds: number): StandinListing | null {
    if (this.get(listingId) === null) return null;
    this.store(listingId, { updatedAt: nowSeconds, ...edit });
    const listing = this.get(listingId);
    if (listing === null) return null;
    const state = stateAfter(listing);
    if (state !== listing.state) this.store(listingId, { state });
    return this.get(listingId);
  }

  /** Deletes a listing as Etsy does: it leaves no trace. False when there was none. */
  delete(listingId: number): boolean {
    if (this.get(listingId) === null) return false;
    this.store(listingId, { deleted: true });
    return true;
  }

  /** Publishes the next listing of the reserve. Null when the reserve is used up. */
  publishNext(nowSeconds: number): StandinListing | null {
    for (let index = this.source.size; index < this.source.size + this.source.reserve; index += 1) {
      const listingId = this.source.idAt(index);
      if (this.edits[listingId]?.born === true) continue;
      this.store(listingId, {
        born: true,
        state: 'active',
        createdAt: nowSeconds,
        updatedAt: nowSeconds,
      });
      const listing = this.get(listingId);
      if (listing === null || listingQuantity(listing) > 0) return listing;
      return this.edit(listingId, { baseQuantity: 3, inventory: null }, nowSeconds);
    }
    return null;
  }

  private store(listingId: number, edit: ListingEdit): void {
    this.edits[listingId] = { ...this.edits[listingId], ...edit };
    this.orders.clear();
  }

  private exists(index: number): boolean {
    const edit = this.edits[this.source.idAt(index)];
    return edit?.deleted !== true && (index < this.source.size || edit?.born === true);
  }

  private at(index: number): StandinListing {
    const listing = this.source.build(index);
    const edit = this.edits[listing.listingId];
    if (edit === undefined) return listing;
    const { deleted: _deleted, born: _born, ...changes } = edit;
    return { ...listing, ...changes };
  }

  /** What filters and sorting need; listings are not built for it. */
  private facts(index: number): ListingFacts {
    const facts = this.source.facts(index);
    const edit = this.edits[this.source.idAt(index)];
    if (edit === undefined) return facts;
    const { state = facts.state, createdAt = facts.createdAt, updatedAt = facts.updatedAt } = edit;
    const sectionId = edit.sectionId === undefined ? facts.sectionId : edit.sectionId;
    return { ...facts, state, createdAt, updatedAt, sectionId };
  }

  private sortValue(index: number, sortOn: ListingSortKey): number {
    if (sortOn !== 'price') {
      return this.facts(index)[sortOn === 'updated' ? 'updatedAt' : 'createdAt'];
    }
    const isEdited = this.edits[this.source.idAt(index)] !== undefined;
    return isEdited ? listingPriceMinor(this.at(index)) : this.facts(index).priceMinor;
  }

  /** Indices of the matching listings in ascending order of the sort key. */
  private order(query: ListingQuery): Int32Array {
    const key = `${query.state} ${query.sortOn} ${query.sectionIds?.join(',') ?? '*'}`;
    const known = this.orders.get(key);
    if (known) return known;
    const order = this.sorted(this.matching(query), query.sortOn);
    this.orders.set(key, order);
    return order;
  }

  private matching(query: ListingQuery): Int32Array {
    const all = this.source.size + this.source.reserve;
    const found = new Int32Array(all);
    let length = 0;
    for (let index = 0; index < all; index += 1) {
      if (!this.exists(index)) continue;
      const { state, sectionId } = this.facts(index);
      if (listedState(state) !== query.state) continue;
      if (
        query.sectionIds !== null &&
        (sectionId === null || !query.sectionIds.includes(sectionId))
      ) {
        continue;
      }
      found[length++] = index;
    }
    return found.slice(0, length);
  }

  private sorted(indexes: Int32Array, sortOn: ListingSortKey): Int32Array {
    const keys = new Map<number, number>();
    for (const index of indexes) keys.set(index, this.sortValue(index, sortOn));
    return indexes.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0) || a - b);
  }
}

/** Rows in a state that Etsy does not document turn up among the inactive ones. */
function listedState(state: string): string {
  return (LISTING_STATES as readonly string[]).includes(state) ? state : 'inactive';
}

/** Etsy moves a listing between active and sold out by its stock. */
function stateAfter(listing: StandinListing): string {
  const quantity = listingQuantity(listing);
  if (listing.state === 'active' && quantity === 0) return 'sold_out';
  return listing.state === 'sold_out' && quantity > 0 ? 'active' : listing.state;
}
