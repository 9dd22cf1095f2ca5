/**
 * Search over title, tags, description, SKUs and ids. First every word as it is (in any of its forms); if that finds
 * nothing, words that no listing uses are taken for typos or left out; if that finds nothing either, any of the words
 * will do.
 */
import { Injectable } from '@nestjs/common';
import type { Id } from '#platform/ids';
import { distanceToStem, forgivenMistakes } from '../words/edit-distance.js';
import { ProductWordsRepository } from '../words/product-words.repository.js';
import { searchTerms, type SearchTerm } from '../words/search-terms.js';
import type { KnownWord, WordReading } from '../words/word-reading.js';
import { ProductListsRepository } from './product-lists.repository.js';
import { ProductPagesService, type ProductPage } from './product-pages.service.js';
import { EVERYTHING, type ProductQuery } from './product-query.js';
import { groupOf, groupOfWords, isUnknown, type Group } from './text-query.js';

const MAX_GUESSES = 5;
const NOTHING: ProductPage = { products: [], total: 0, totalIsExact: true };

/** A term and what the index makes of its words. */
interface ReadTerm {
  term: SearchTerm;
  readings: WordReading[];
  /** Whether it may be the beginning of a word. */
  open: boolean;
}

/** Whose listings are searched, and for what. */
interface Shop {
  sellerId: Id<'sel'>;
  query: ProductQuery;
  listings: number;
}

@Injectable()
export class ProductSearchService {
  constructor(
    private readonly lists: ProductListsRepository,
    private readonly words: ProductWordsRepository,
    private readonly pages: ProductPagesService,
  ) {}

  async find(sellerId: Id<'sel'>, query: ProductQuery): Promise<ProductPage> {
    const typed = searchTerms(query.search ?? '');
    if (typed.length === 0) return this.everything(sellerId, query);
    const { terms, listings } = await this.read(sellerId, typed, query.typing);
    if (groupsOf(terms, query.typing).length === 0) return this.everything(sellerId, query);
    const shop = { sellerId, query, listings };
    return (await this.strictly(shop, terms)) ?? (await this.loosely(shop, terms)) ?? NOTHING;
  }

  /** Every word as it is. */
  private async strictly(shop: Shop, terms: readonly ReadTerm[]): Promise<ProductPage | null> {
    const { typing } = shop.query;
    // A whole SKU or id is meant before one that only begins like it.
    const isCode = typing && terms.some(({ term }) => term.verbatim !== null);
    const whole = isCode ? await this.findAll(shop, groupsOf(terms, false)) : null;
    return whole ?? this.findAll(shop, groupsOf(terms, typing));
  }

  /** Mistakes forgiven; then any of the words. */
  private async loosely(shop: Shop, terms: readonly ReadTerm[]): Promise<ProductPage | null> {
    const { groups, changed } = await this.forgive(shop.sellerId, terms);
    if (groups.length === 0) return null;
    const found = changed ? await this.findAll(shop, groups) : null;
    if (found || groups.length === 1) return found;
    const { sellerId, query, listings } = shop;
    return this.pages.findAny(sellerId, { query, text: { join: 'or', groups }, listings });
  }

  private async findAll(
    { sellerId, query, listings }: Shop,
    groups: Group[],
  ): Promise<ProductPage | null> {
    return this.pages.find(sellerId, { query, text: { join: 'and', groups }, listings });
  }

  async count(sellerId: Id<'sel'>): Promise<number> {
    return this.lists.count(sellerId, EVERYTHING);
  }

  private async everything(sellerId: Id<'sel'>, query: ProductQuery): Promise<ProductPage> {
    const [products, total] = await Promise.all([
      this.lists.list(sellerId, query),
      this.lists.count(sellerId, query),
    ]);
    return { products, total, totalIsExact: true };
  }

  private async read(
    sellerId: Id<'sel'>,
    typed: readonly SearchTerm[],
    typing: boolean,
  ): Promise<{ terms: ReadTerm[]; listings: number }> {
    const words = typed.flatMap((term) => term.words);
    const { readings, listings } = await this.words.lookUp(sellerId, words);
    let at = 0;
    const terms = typed.map((term, k) => {
      const own = readings.slice(at, (at += term.words.length));
      return { term, readings: own, open: typing && k === typed.length - 1 };
    });
    return { terms, listings };
  }

  /** The words without those that no listing uses: replaced by the nearest that one does, or left out. */
  private async forgive(
    sellerId: Id<'sel'>,
    terms: readonly ReadTerm[],
  ): Promise<{ groups: Group[]; changed: boolean }> {
    const groups: Group[] = [];
    let changed = false;
    for (const { term, readings, open } of terms) {
      const unknown = isUnknown(readings, open) && term.verbatim === null;
      const group = unknown
        ? groupOfWords(await this.guess(sellerId, term, readings))
        : groupOf(term, readings, open);
      changed ||= unknown;
      if (group && group.length > 0) groups.push(group);
    }
    return { groups, changed };
  }

  /** The nearest words that are used, if they are near enough. */
  private async guess(
    sellerId: Id<'sel'>,
    { words: [word = ''] }: SearchTerm,
    [reading]: readonly WordReading[],
  ): Promise<KnownWord[]> {
    const stem = reading?.stems[0] ?? word;
    const allowed = forgivenMistakes(word);
    if (allowed === 0) return [];
    const measured = (await this.words.listSimilar(sellerId, word)).map((used) => ({
      used,
      distance: distanceToStem(word, stem, used.word, allowed),
    }));
    const nearest = Math.min(...measured.map((one) => one.distance));
    if (nearest > allowed) return [];
    return measured
      .filter((one) => one.distance === nearest)
      .slice(0, MAX_GUESSES)
      .map((one) => one.used);
  }
}

/** One group for each term that says something. */
function groupsOf(terms: readonly ReadTerm[], typing: boolean): Group[] {
  return terms.flatMap(({ term, readings, open }) => {
    const group = groupOf(term, readings, typing && open);
    return group ? [group] : [];
  });
}
