/**
 * The page of a search, and how many match. What matches in the title comes first, then in tags and codes, then in the
 * description; of those what can be bought, then the newest. How common the words are decides how the page is read, and
 * nothing about what is on it.
 */
import { Injectable } from '@nestjs/common';
import type { Id } from '#platform/ids';
import type { Product } from '../catalogue/product.js';
import { ProductListsRepository } from './product-lists.repository.js';
import {
  COUNTED,
  type Match,
  ProductMatchesRepository,
  RANKED,
} from './product-matches.repository.js';
import type { ProductQuery } from './product-query.js';
import type { Group, TextQuery } from './text-query.js';
import {
  exactMatches,
  fewestMatches,
  likelyMatches,
  mostMatches,
  mostOf,
  type Place,
  UNCOUNTED_SHARE,
} from './word-counts.js';

/** A page of products. `totalIsExact` is false when there are more than `total`, which then is as far as was counted. */
export interface ProductPage {
  products: Product[];
  total: number;
  totalIsExact: boolean;
}

/** A search as words of the index, in a shop of so many listings. */
export interface Search {
  query: ProductQuery;
  text: TextQuery;
  listings: number;
}

/** Best first. */
const PLACES: readonly Place[] = ['title', 'headline', 'listings'];
/** Words that are not as evenly spread as one would think are still met on so much longer a walk. */
const PATIENCE = 4;
/** What a listing met on the way costs beside one of the index; the words of descriptions lie apart from their rows. */
const STEP_COST: Readonly<Record<Place, number>> = { title: 1, headline: 1, listings: 5 };
/** From this share of a shop on, reading every listing is quicker than reading the index. */
const COMMON_SHARE = 0.4;

@Injectable()
export class ProductPagesService {
  constructor(
    private readonly lists: ProductListsRepository,
    private readonly matches: ProductMatchesRepository,
  ) {}

  /** Where all groups must match. @returns null when nothing matches */
  async find(sellerId: Id<'sel'>, search: Search): Promise<ProductPage | null> {
    const { query, text, listings } = search;
    if (mostMatches(text, 'listings', listings) === 0) return null;
    if (query.sort !== 'relevance') return this.sorted(sellerId, search);
    if (likelyMatches(text, 'listings', listings) <= RANKED) {
      const { products, matches } = await this.matches.listFew(sellerId, query, text);
      if (matches === 0) return null;
      if (matches <= RANKED) return { products, total: matches, totalIsExact: true };
    }
    return this.many(sellerId, search);
  }

  /** Where not all groups must match. Those listings come first that have the most of the words, rare ones above all. */
  async findAny(sellerId: Id<'sel'>, search: Search): Promise<ProductPage | null> {
    const { query, text, listings } = search;
    const groups = text.groups
      .map((group) => ({ group, most: mostOf(group, 'listings') ?? listings * UNCOUNTED_SHARE }))
      .filter(({ most }) => most > 0)
      .toSorted((a, b) => a.most - b.most);
    let sum = 0;
    const rare = groups.filter(({ most }) => (sum += most) <= RANKED).map(({ group }) => group);
    const byRarity = groups.map(({ group }) => group);
    if (rare.length === 0 || query.sort !== 'relevance') {
      return this.findMost(sellerId, search, byRarity);
    }
    const wanted = groups.map(({ group, most }) => ({
      text: { join: 'and' as const, groups: [group] },
      weight: Math.log(1 + listings / most),
    }));
    const found: TextQuery = { join: 'or', groups: rare };
    const { products, matches } = await this.matches.listAny(sellerId, query, found, wanted);
    if (matches === 0) return null;
    return { products, total: Math.min(matches, RANKED), totalIsExact: matches <= RANKED };
  }

  /** The commonest words are left out until something matches. */
  private async findMost(
    sellerId: Id<'sel'>,
    search: Search,
    byRarity: readonly Group[],
  ): Promise<ProductPage | null> {
    for (let kept = byRarity.length; kept > 0; kept -= 1) {
      const text: TextQuery = { join: 'and', groups: byRarity.slice(0, kept) };
      const found = await this.find(sellerId, { ...search, text });
      if (found) return found;
    }
    return null;
  }

  private async sorted(sellerId: Id<'sel'>, search: Search): Promise<ProductPage | null> {
    const [products, total] = await Promise.all([
      this.matches.listSorted(sellerId, search.query, search.text),
      this.total(sellerId, search),
    ]);
    return total.total === 0 ? null : { products, ...total };
  }

  private async many(sellerId: Id<'sel'>, search: Search): Promise<ProductPage | null> {
    const { limit, offset, stockFirst } = search.query;
    const need = offset + limit;
    const found: { match: Match; place: number }[] = [];
    for (const [place, name] of PLACES.entries()) {
      const enough = stockFirst ? found.filter(({ match }) => match.shelf === 0) : found;
      if (enough.length >= need) break;
      const matches = await this.listPlace(sellerId, search, name, need);
      found.push(...matches.map((match) => ({ match, place })));
    }
    if (found.length === 0) return null;
    // Within a place they are in shelf order already, and sorting keeps that.
    if (stockFirst) found.sort((a, b) => a.match.shelf - b.match.shelf || a.place - b.place);
    const ids = found.slice(offset, need).map(({ match }) => match.id);
    const [products, total] = await Promise.all([
      this.lists.listByIds(sellerId, ids),
      this.total(sellerId, search),
    ]);
    return { products, ...total };
  }

  /** Reads along the shelves where that is likely to be shorter than reading the index. */
  private async listPlace(
    sellerId: Id<'sel'>,
    { query, text, listings }: Search,
    place: Place,
    need: number,
  ): Promise<Match[]> {
    const better = PLACES[PLACES.indexOf(place) - 1];
    if (mostMatches(text, place, listings) === 0) return [];
    const likely = likelyMatches(text, place, listings);
    const here = likely - (better ? likelyMatches(text, better, listings) : 0);
    if (here === 0 && exactMatches(text, place) !== null) return [];
    const steps = (need * listings) / Math.max(1, here);
    if (steps * STEP_COST[place] < here) {
      const walked = Math.ceil(PATIENCE * steps);
      const found = await this.matches.listPlace(sellerId, query, text, { place, need, walked });
      if (found.length >= need || walked >= listings) return found;
    }
    return this.matches.listPlace(sellerId, query, text, { place, need, walked: null });
  }

  /** Counted by the index only where the counts of the words do not tell. */
  private async total(
    sellerId: Id<'sel'>,
    { query, text, listings }: Search,
  ): Promise<Pick<ProductPage, 'total' | 'totalIsExact'>> {
    const { state, stock, maxPriceMinor } = query;
    if (state === null && stock === null && maxPriceMinor === null) {
      const exact = exactMatches(text, 'listings');
      if (exact !== null) return { total: exact, totalIsExact: true };
      const fewest = fewestMatches(text, 'listings', listings);
      if (fewest > COUNTED) return { total: COUNTED, totalIsExact: false };
    }
    const common = likelyMatches(text, 'listings', listings) >= listings * COMMON_SHARE;
    const counted = await this.matches.count(sellerId, query, text, common);
    return { total: Math.min(counted, COUNTED), totalIsExact: counted <= COUNTED };
  }
}
