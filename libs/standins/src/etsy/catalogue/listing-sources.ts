/**
 * Two shops that never run out of the same listings: the demo shop of a few hundred, held in memory because people
 * look at it, and bulk shops for load tests, whose rows are computed from their index when a page asks for them.
 */
import { composeListing, type ListingRecipe } from './compose-listing.js';
import { SeededRandom } from './seeded-random.js';
import {
  listingPriceMinor,
  type ListingFacts,
  type ListingSource,
  type ListingState,
  type StandinListing,
} from './standin-listing.js';
import { CANDLES } from '../words/vocabulary-candles.js';
import { CERAMICS } from '../words/vocabulary-ceramics.js';
import { JEWELLERY, PAPER_AND_WOOD } from '../words/vocabulary-jewellery-paper.js';
import { TEXTILES } from '../words/vocabulary-textiles.js';
import type { Family, Finish } from '../words/vocabulary.js';

const FAMILIES: readonly Family[] = [
  ...CERAMICS,
  ...CANDLES,
  ...TEXTILES,
  ...JEWELLERY,
  ...PAPER_AND_WOOD,
];
const SECTION_TITLES = [...new Set(FAMILIES.map((f) => f.section))];
const DAY_SECONDS = 86_400;

/** What both kinds of shop are made from. `epoch` is when the shop was set up, seconds since 1970. */
export interface SourceOptions {
  seed: number;
  epoch: number;
  size: number;
  /** The first listing id; ids of two shops must not meet. */
  firstListingId: number;
  firstSectionId: number;
}

interface Combination {
  family: Family;
  finish: Finish;
  detail: string;
}

function sectionsFrom(firstSectionId: number): { sectionId: number; title: string }[] {
  return SECTION_TITLES.map((title, k) => ({ sectionId: firstSectionId + k, title }));
}

function combinationsOf(family: Family): Combination[] {
  return family.finishes.flatMap((finish) =>
    family.details.map((detail) => ({ family, finish, detail })),
  );
}

/** Of every 20 listings: 16 active, and one each of the other four states. */
function demoState(random: SeededRandom): ListingState {
  const dice = random.next();
  if (dice < 0.8) return 'active';
  if (dice < 0.86) return 'sold_out';
  if (dice < 0.91) return 'inactive';
  return dice < 0.95 ? 'draft' : 'expired';
}

/** The demo shop: different combinations of every family, in mixed order, with a reserve the seller may publish. */
export class DemoSource implements ListingSource {
  readonly sections: readonly { sectionId: number; title: string }[];
  readonly size: number;
  readonly reserve: number;
  private readonly listings: StandinListing[];
  private readonly indexes: Map<number, number>;

  constructor(options: SourceOptions) {
    this.sections = sectionsFrom(options.firstSectionId);
    const wanted = options.size + Math.ceil(options.size / 10);
    const random = new SeededRandom(options.seed);
    const chosen = random.shuffle(
      roundRobin(
        FAMILIES.map((f) => random.shuffle(combinationsOf(f))),
        wanted,
      ),
    );
    this.size = Math.min(options.size, chosen.length);
    this.reserve = chosen.length - this.size;
    this.listings = chosen.map((combination, index) =>
      composeListing(this.recipe(options, combination, index)),
    );
    this.indexes = new Map(this.listings.map((listing, index) => [listing.listingId, index]));
  }

  idAt(index: number): number {
    return this.at(index).listingId;
  }

  indexOf(listingId: number): number | null {
    return this.indexes.get(listingId) ?? null;
  }

  facts(index: number): ListingFacts {
    const { state, createdAt, updatedAt, sectionId } = this.at(index);
    return {
      state,
      createdAt,
      updatedAt,
      sectionId,
      priceMinor: listingPriceMinor(this.at(index)),
    };
  }

  build(index: number): StandinListing {
    return structuredClone(this.at(index));
  }

  private at(index: number): StandinListing {
    const listing = this.listings[index];
    if (listing === undefined) throw new RangeError(`no listing at ${index}`);
    return listing;
  }

  private recipe(options: SourceOptions, combination: Combination, index: number): ListingRecipe {
    const random = SeededRandom.at(options.seed, index);
    const ageDays = 700 - Math.floor((index / (options.size * 1.1)) * 690);
    const createdAt = options.epoch - ageDays * DAY_SECONDS + random.int(0, DAY_SECONDS - 1);
    return {
      ...combination,
      suffix: '',
      listingId: options.firstListingId + index * 7_919 + random.int(0, 7_000),
      sectionId: sectionIdOf(this.sections, combination.family),
      state: demoState(random),
      createdAt,
      updatedAt: random.int(createdAt, options.epoch),
      seed: random.int(0, 2 ** 31),
    };
  }
}

/** A shop of any size at no cost: nothing is kept, every row comes from its index. */
export class BulkSource implements ListingSource {
  readonly sections: readonly { sectionId: number; title: string }[];
  readonly size: number;
  readonly reserve = 0;
  private readonly bounds: { state: ListingState; end: number }[];

  /** @param states how many listings of each state; what is missing to `size` is active */
  constructor(
    private readonly options: SourceOptions,
    states: Partial<Record<ListingState, number>> = {},
  ) {
    this.sections = sectionsFrom(options.firstSectionId);
    this.size = options.size;
    const others = (['inactive', 'sold_out', 'draft', 'expired'] as const).map((s) => ({
      state: s,
      count: states[s] ?? 0,
    }));
    const active = options.size - others.reduce((sum, { count }) => sum + count, 0);
    let end = 0;
    this.bounds = [{ state: 'active' as const, count: active }, ...others].map(
      ({ state, count }) => ({ state, end: (end += count) }),
    );
  }

  idAt(index: number): number {
    return this.options.firstListingId + index * 3;
  }

  indexOf(listingId: number): number | null {
    const index = (listingId - this.options.firstListingId) / 3;
    return Number.isInteger(index) && index >= 0 && index < this.size ? index : null;
  }

  facts(index: number): ListingFacts {
    const createdAt = this.options.epoch - (this.size - index + 60) * 60;
    const { family } = this.combinationAt(index);
    return {
      state: this.stateAt(index),
      createdAt,
      updatedAt: createdAt + ((Math.imul(index + 1, 0x9e3779b1) >>> 0) % 3_600),
      priceMinor: family.priceMinor[0] + (index % 97) * 10,
      sectionId: sectionIdOf(this.sections, family),
    };
  }

  build(index: number): StandinListing {
    const { createdAt, updatedAt } = this.facts(index);
    const combination = this.combinationAt(index);
    return composeListing({
      ...combination,
      suffix: `, No. ${index + 1}`,
      listingId: this.idAt(index),
      sectionId: sectionIdOf(this.sections, combination.family),
      state: this.stateAt(index),
      createdAt,
      updatedAt,
      seed: (this.options.seed + Math.imul(index + 1, 0x85ebca6b)) >>> 0,
    });
  }

  private stateAt(index: number): ListingState {
    return this.bounds.find((b) => index < b.end)?.state ?? 'active';
  }

  private combinationAt(index: number): Combination {
    const family = FAMILIES[index % FAMILIES.length];
    const round = Math.floor(index / FAMILIES.length);
    const finish = family?.finishes[round % family.finishes.length];
    const detail =
      family?.details[Math.floor(round / (family.finishes.length || 1)) % family.details.length];
    if (family === undefined || finish === undefined || detail === undefined) {
      throw new RangeError(`no recipe for ${index}`);
    }
    return { family, finish, detail };
  }
}

function sectionIdOf(
  sections: readonly { sectionId: number; title: string }[],
  family: Family,
): number {
  const section = sections.find((s) => s.title === family.section);
  if (section === undefined) throw new RangeError(`no section ${family.section}`);
  return section.sectionId;
}

/** Takes one from each list in turn until `wanted` are taken or all are empty. */
function roundRobin<T>(lists: readonly T[][], wanted: number): T[] {
  const longest = Math.max(...lists.map((l) => l.length));
  const rows = Array.from({ length: longest }, (_, k) => lists.flatMap((l) => l.slice(k, k + 1)));
  return rows.flat().slice(0, wanted);
}
