import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ETSY_LISTING_STATES, ETSY_MAX_PAGE, type EtsyListingState } from '#clients/etsy';
import {
  afterPage,
  firstCursor,
  needsSections,
  REACH,
  stepsAhead,
  type SyncCursor,
  type SyncStep,
  totalOf,
  walkAgain,
  withoutState,
} from './sync-plan.js';

type Shop = Record<EtsyListingState, number[]>;

/** A shop whose lists stand still; listing ids are different in each state, sections are id % 7. */
function shopOf(counts: Partial<Record<EtsyListingState, number>>): Shop {
  const listings = ETSY_LISTING_STATES.map((state, k) => [
    state,
    Array.from({ length: counts[state] ?? 0 }, (_, n) => (k + 1) * 1_000_000 + n),
  ]);
  return Object.fromEntries(listings);
}

/** The lists of a shop as Etsy would order them, each made once: big shops are asked for hundreds of pages. */
const listsOf = new WeakMap<Shop, Map<string, number[]>>();

function listOf(shop: Shop, { state, sectionId, order }: SyncStep): number[] {
  const lists = listsOf.get(shop) ?? new Map<string, number[]>();
  listsOf.set(shop, lists);
  const key = `${state} ${sectionId} ${order}`;
  const known = lists.get(key);
  if (known) return known;
  const inSection = shop[state].filter((id) => sectionId === null || id % 7 === sectionId);
  const ordered = order === 'asc' ? inSection : inSection.toReversed();
  lists.set(key, ordered);
  return ordered;
}

function pageOf(shop: Shop, step: SyncStep): { ids: number[]; count: number } {
  const list = listOf(shop, step);
  return { ids: list.slice(step.offset, step.offset + ETSY_MAX_PAGE), count: list.length };
}

/** Walks a whole pass; `lose` may drop rows of a page, as shifting lists do; pages have at most `most` rows. */
function walk(
  shop: Shop,
  lose: (ids: number[], page: number) => number[] = (ids) => ids,
  most = ETSY_MAX_PAGE,
): { seen: Set<number>; pages: number; cursor: SyncCursor } {
  const seen = new Set<number>();
  let cursor = firstCursor();
  let pages = 0;
  for (;;) {
    const step = cursor.steps[0];
    if (!step) {
      const again = walkAgain(cursor);
      if (!again) return { seen, pages, cursor };
      cursor = again;
      continue;
    }
    pages += 1;
    expect(step.offset).toBeLessThanOrEqual(12_000);
    const { ids: whole, count } = pageOf(shop, step);
    const ids = whole.slice(0, most);
    const before = seen.size;
    for (const id of lose(ids, pages)) seen.add(id);
    const page = { rows: ids.length, count, newlyMet: seen.size - before };
    cursor = afterPage(cursor, page, needsSections(step, page) ? [0, 1, 2, 3, 4, 5, 6] : []);
  }
}

describe('the plan of a pass', () => {
  it('goes on behind a page that is shorter than was asked for', () => {
    for (const most of [99, 60, 1]) {
      const { seen, cursor } = walk(shopOf({ active: 230, sold_out: 7 }), undefined, most);
      expect(seen.size).toBe(237);
      expect(cursor.rewalked).toEqual([]);
    }
  });

  it('meets every listing of a shop of any size and mix, and knows the total', () => {
    const count = fc.oneof(fc.integer({ min: 0, max: 450 }), fc.constantFrom(100, 200, 12_100));
    const counts = fc.record({
      active: count,
      inactive: count,
      sold_out: count,
      draft: count,
      expired: count,
    });
    fc.assert(
      fc.property(counts, (given) => {
        const shop = shopOf(given);
        const total = Object.values(given).reduce((sum, n) => sum + n, 0);
        const { seen, cursor } = walk(shop);
        expect(seen.size).toBe(total);
        expect(totalOf(cursor)).toBe(total);
        expect(cursor.beyondReach).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each([12_101, 13_000, 24_200])('meets all of %i active listings from both ends', (active) => {
    const { seen, pages } = walk(shopOf({ active }));
    expect(seen.size).toBe(active);
    expect(pages).toBeLessThanOrEqual(Math.ceil(active / ETSY_MAX_PAGE) + 7);
  });

  it('tells the next pages rightly while lists stand still, so that none is read ahead in vain', () => {
    const count = fc.oneof(fc.integer({ min: 0, max: 450 }), fc.constantFrom(200, 12_150));
    const counts = fc.record({ active: count, inactive: count, expired: count });
    fc.assert(
      fc.property(counts, (given) => {
        const shop = shopOf(given);
        const ahead = new Set<string>();
        let [cursor, pages, read] = [firstCursor(), 0, 0];
        for (let [step] = cursor.steps; step; [step] = cursor.steps) {
          pages += 1;
          if (!ahead.delete(JSON.stringify(step))) read += 1;
          const { ids, count: length } = pageOf(shop, step);
          cursor = afterPage(cursor, { rows: ids.length, count: length, newlyMet: ids.length });
          for (const next of stepsAhead(cursor, 3)) {
            if (!ahead.has(JSON.stringify(next))) read += 1;
            ahead.add(JSON.stringify(next));
          }
        }
        expect([...ahead]).toEqual([]);
        expect(read).toBe(pages);
      }),
      { numRuns: 20 },
    );
  });

  it('walks the sections of a shop that is too long for both ends', () => {
    expect(walk(shopOf({ active: 60_000 })).seen.size).toBe(60_000);
  });

  it('says which state is beyond every walk', () => {
    const { seen, cursor } = walk(shopOf({ expired: 2 * REACH + 500 }));
    expect(cursor.beyondReach).toEqual(['expired']);
    expect(seen.size).toBe(2 * REACH);
  });

  it('says so of a section that is too long for both its ends, and walks nothing again for it', () => {
    const section: SyncStep = { state: 'active', order: 'asc', sectionId: 7, offset: 0, end: null };
    const cursor = afterPage(
      { ...firstCursor(), steps: [section], counts: { active: 60_000 } },
      { rows: 100, count: 2 * REACH + 1, newlyMet: 100 },
    );
    expect(cursor.beyondReach).toEqual(['active']);
    expect(walkAgain({ ...cursor, steps: [] })).toBeNull();
  });

  it('asks for a page of every state before it goes on with any', () => {
    const states: string[] = [];
    let cursor = firstCursor();
    for (let k = 0; k < 5; k += 1) {
      states.push(cursor.steps[0]?.state ?? '');
      cursor = afterPage(cursor, { rows: 100, count: 500, newlyMet: 100 });
    }
    expect(states).toEqual([...ETSY_LISTING_STATES]);
  });

  it('finds what a shifting list hid, by walking the state once more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 101, max: 900 }), fc.nat(), (active, seed) => {
        const firstWalk = Math.ceil(active / ETSY_MAX_PAGE) + 4;
        const lost = walk(shopOf({ active }), (ids, page) =>
          page <= firstWalk ? ids.filter((id) => (id + seed) % 13 !== 0) : ids,
        );
        expect(lost.seen.size).toBe(active);
      }),
      { numRuns: 40 },
    );
  });

  it('ends, whatever the pages say', () => {
    const facts = fc.record({
      rows: fc.integer({ min: 0, max: 100 }),
      count: fc.integer({ min: 0, max: 40_000 }),
      newlyMet: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(fc.infiniteStream(facts), (stream) => {
        let cursor: SyncCursor | null = firstCursor();
        let pages = 0;
        while (cursor) {
          if (cursor.steps.length === 0) {
            cursor = walkAgain(cursor);
            continue;
          }
          pages += 1;
          cursor = afterPage(cursor, stream.next().value ?? { rows: 0, count: 0, newlyMet: 0 });
          expect(pages).toBeLessThan(4_000);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('leaves out a state that cannot be had, and only that', () => {
    const cursor = withoutState(firstCursor(), 'sold_out');
    expect(cursor.failed).toEqual(['sold_out']);
    expect(cursor.steps.map((step) => step.state)).toEqual([
      'active',
      'inactive',
      'draft',
      'expired',
    ]);
  });
});
