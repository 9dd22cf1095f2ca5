/**
 * How pages misbehave on order. Etsy's own lists shift while somebody walks them (doubles, rows in another order);
 * a reader must survive that. `stable` is the default.
 */
import type { Catalogue, ListingQuery } from '../catalogue/catalogue.js';
import { SeededRandom } from '../catalogue/seeded-random.js';
import type { StandinListing } from '../catalogue/standin-listing.js';

/**
 * `shuffled`: the rows of a page come in a random order. `repeated`: a later page begins with the last `rows` of the
 * page before, so as many rows of its own are not shown. `times` pages are struck, then it is stable again.
 */
export interface PagingTrouble {
  mode: 'stable' | 'shuffled' | 'repeated';
  rows?: number | undefined;
  times?: number | null | undefined;
}

export class Paging {
  private readonly troubles = new Map<
    number,
    { mode: PagingTrouble['mode']; rows: number; left: number }
  >();
  private pages = 0;

  /** Sets the trouble of one shop's lists. */
  set(shopId: number, trouble: PagingTrouble): void {
    this.troubles.set(shopId, {
      mode: trouble.mode,
      rows: trouble.rows ?? 2,
      left: trouble.times ?? Number.POSITIVE_INFINITY,
    });
  }

  /** Every shop's lists are stable again. */
  clear(): void {
    this.troubles.clear();
  }

  /** The rows of one page, troubled if so ordered. */
  rows(
    shopId: number,
    catalogue: Catalogue,
    query: ListingQuery,
    page: { offset: number; limit: number },
  ): StandinListing[] {
    const rows = catalogue.page(query, page.offset, page.limit);
    const trouble = this.troubles.get(shopId);
    if (trouble === undefined || trouble.mode === 'stable' || trouble.left <= 0) return rows;
    this.pages += 1;
    if (trouble.mode === 'shuffled') {
      trouble.left -= 1;
      return SeededRandom.at(shopId, this.pages).shuffle(rows);
    }
    if (page.offset === 0 || rows.length === 0) return rows;
    trouble.left -= 1;
    const again = Math.min(trouble.rows, page.offset, rows.length);
    return [
      ...catalogue.page(query, page.offset - again, again),
      ...rows.slice(0, rows.length - again),
    ];
  }
}
