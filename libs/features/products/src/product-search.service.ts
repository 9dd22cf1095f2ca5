/**
 * Search over title, tags, description, SKUs and ids. First every word as it is (in any of its forms); if that finds
 * nothing, words that no listing uses are taken for typos; if that finds nothing either, any of the words will do.
 */
import { Injectable } from '@nestjs/common';
import type { Id } from '#platform/ids';
import { distanceToStem, forgivenMistakes } from './edit-distance.js';
import { COUNTED, ProductListsRepository, RANKED } from './product-lists.repository.js';
import { EVERYTHING, type ProductQuery } from './product-query.js';
import { ProductWordsRepository } from './product-words.repository.js';
import type { Product } from './product.js';
import { searchTerms, type SearchTerm } from './search-terms.js';
import { alternativesOf, strictQuery, type Alternative, type TextQuery } from './text-query.js';

/** A page of products. `totalIsExact` is false when there are more than `total`, which then is as far as was counted. */
export interface ProductPage {
  products: Product[];
  total: number;
  totalIsExact: boolean;
}

const MAX_GUESSES = 5;

@Injectable()
export class ProductSearchService {
  constructor(
    private readonly lists: ProductListsRepository,
    private readonly words: ProductWordsRepository,
  ) {}

  async find(sellerId: Id<'sel'>, query: ProductQuery): Promise<ProductPage> {
    const terms = searchTerms(query.search ?? '');
    if (terms.length === 0) return this.everything(sellerId, query);
    // A whole SKU or id is meant before one that only begins like it.
    const isCode = query.typing && terms.some((term) => term.verbatim !== null);
    const strict = isCode ? [strictQuery(terms, false)] : [];
    strict.push(strictQuery(terms, query.typing));
    const found = await this.firstThatFinds(sellerId, query, strict);
    if (found.total > 0) return found;
    const forgiving = await this.forgive(sellerId, terms, query.typing);
    return forgiving === null
      ? this.everything(sellerId, query)
      : this.firstThatFinds(sellerId, query, forgiving);
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

  private async firstThatFinds(
    sellerId: Id<'sel'>,
    query: ProductQuery,
    texts: readonly TextQuery[],
  ): Promise<ProductPage> {
    for (const text of texts) {
      const found = await this.pageOf(sellerId, query, text);
      if (found) return found;
    }
    return { products: [], total: 0, totalIsExact: true };
  }

  /** @returns null when nothing matches */
  private async pageOf(
    sellerId: Id<'sel'>,
    query: ProductQuery,
    text: TextQuery,
  ): Promise<ProductPage | null> {
    if (query.sort !== 'relevance') return this.sorted(sellerId, query, text);
    const common = await this.lists.listCommon(sellerId, query, text);
    if (common) return { products: common, ...(await this.total(sellerId, query, text)) };
    const best = await this.lists.listHeadline(sellerId, query, text);
    if (best.products) {
      return { products: best.products, ...(await this.total(sellerId, query, text)) };
    }
    if (best.headline <= RANKED) {
      const few = await this.lists.listFew(sellerId, query, text);
      if (few) return few.total > 0 ? { ...few, totalIsExact: true } : null;
    }
    const total = await this.lists.countMatches(sellerId, query, text);
    const counts = { ...best, total };
    const products = await this.lists.listMatches(sellerId, query, text, counts);
    return { products, ...told(total) };
  }

  private async sorted(
    sellerId: Id<'sel'>,
    query: ProductQuery,
    text: TextQuery,
  ): Promise<ProductPage | null> {
    const total = await this.lists.countMatches(sellerId, query, text);
    if (total === 0) return null;
    const counts = { headline: 0, buyable: 0, total };
    return {
      products: await this.lists.listMatches(sellerId, query, text, counts),
      ...told(total),
    };
  }

  private async total(
    sellerId: Id<'sel'>,
    query: ProductQuery,
    text: TextQuery,
  ): Promise<Pick<ProductPage, 'total' | 'totalIsExact'>> {
    return told(await this.lists.countMatches(sellerId, query, text));
  }

  /** Looser readings, strictest first; null when every word is too common to be looked for. */
  private async forgive(
    sellerId: Id<'sel'>,
    terms: readonly SearchTerm[],
    typing: boolean,
  ): Promise<TextQuery[] | null> {
    const groups: Alternative[][] = [];
    let guessed = false;
    for (const [k, term] of terms.entries()) {
      const open = typing && k === terms.length - 1;
      const reading = await this.readTerm(sellerId, term, open);
      if (reading === null) continue;
      guessed ||= reading.guessed;
      groups.push(reading.group);
    }
    if (groups.length === 0) return null;
    const texts: TextQuery[] = guessed ? [{ join: 'and', groups }] : [];
    if (groups.length > 1) texts.push({ join: 'or', groups });
    return texts;
  }

  private async readTerm(
    sellerId: Id<'sel'>,
    term: SearchTerm,
    open: boolean,
  ): Promise<{ group: Alternative[]; guessed: boolean } | null> {
    const group = alternativesOf(term, open);
    const [word] = term.words;
    if (word === undefined || term.words.length > 1) return { group, guessed: false };
    const { stem, known } = await this.words.lookUp(sellerId, word);
    if (stem === null) return null;
    const guesses = known ? [] : await this.guess(sellerId, word, stem);
    for (const lexeme of guesses) group.push({ kind: 'lexeme', lexeme, typing: false });
    return { group, guessed: guesses.length > 0 };
  }

  /** The nearest words that are used, if they are near enough. */
  private async guess(sellerId: Id<'sel'>, word: string, stem: string): Promise<string[]> {
    const allowed = forgivenMistakes(word);
    if (allowed === 0) return [];
    const measured = (await this.words.listSimilar(sellerId, word)).map((used) => ({
      used,
      distance: distanceToStem(word, stem, used, allowed),
    }));
    const nearest = Math.min(...measured.map((one) => one.distance));
    if (nearest > allowed) return [];
    return measured
      .filter((one) => one.distance === nearest)
      .slice(0, MAX_GUESSES)
      .map((one) => one.used);
  }
}

/** @param counted at most COUNTED + 1 */
function told(counted: number): Pick<ProductPage, 'total' | 'totalIsExact'> {
  return { total: Math.min(counted, COUNTED), totalIsExact: counted <= COUNTED };
}
