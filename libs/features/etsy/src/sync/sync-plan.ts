/**
 * Which pages a pass over a shop reads. Pure. Etsy serves the first 12,100 rows of a list: a longer one is walked from
 * both ends, and if that is not enough its sections are. First comes the first page of every state, which tells the
 * total. A state whose walk met fewer listings than it should have is walked once more: rows shift while one walks.
 */
import {
  ETSY_LISTING_STATES,
  ETSY_MAX_OFFSET,
  ETSY_MAX_PAGE,
  type EtsyListingState,
} from '#clients/etsy';

/** Rows of a list that can be reached from one end. */
export const REACH = ETSY_MAX_OFFSET + ETSY_MAX_PAGE;

/** The next page of one walk. */
export interface SyncStep {
  state: EtsyListingState;
  order: 'asc' | 'desc';
  /** Null: the whole state. */
  sectionId: number | null;
  offset: number;
  /** Offsets from here on are reached by another walk; null: to the end. */
  end: number | null;
}

/** How far a pass has come; stored with every page. */
export interface SyncCursor {
  steps: SyncStep[];
  /** Listings of a state, as Etsy counts them. */
  counts: Partial<Record<EtsyListingState, number>>;
  /** Different listings met while walking a state. */
  met: Partial<Record<EtsyListingState, number>>;
  /** States that were walked a second time. */
  rewalked: EtsyListingState[];
  /** States whose pages could not be had. */
  failed: EtsyListingState[];
  /** States with more listings than any walk reaches. */
  beyondReach: EtsyListingState[];
  /** Whether the shop's own facts were read. */
  shopRead: boolean;
}

/** What a page said. */
export interface PageFacts {
  /** Rows on it, readable or not. */
  rows: number;
  /** Length of the whole list. */
  count: number;
  /** Listings not met before in this pass. */
  newlyMet: number;
}

/** The beginning of a pass. */
export function firstCursor(): SyncCursor {
  return {
    steps: ETSY_LISTING_STATES.map((state) => stepOf(state, 'asc', 0)),
    counts: {},
    met: {},
    rewalked: [],
    failed: [],
    beyondReach: [],
    shopRead: false,
  };
}

/** Whether the sections must be known to go on behind this page. */
export function needsSections(step: SyncStep, page: PageFacts): boolean {
  return isOpening(step) && step.state === 'active' && page.count > 2 * REACH;
}

/** @param sections of the shop; only read when {@link needsSections} */
export function afterPage(
  cursor: SyncCursor,
  page: PageFacts,
  sections: readonly number[] = [],
): SyncCursor {
  const [step, ...rest] = cursor.steps;
  if (!step) return cursor;
  const met = { ...cursor.met, [step.state]: (cursor.met[step.state] ?? 0) + page.newlyMet };
  const beyondReach = isOutOfReach(step, page, sections)
    ? [...new Set([...cursor.beyondReach, step.state])]
    : cursor.beyondReach;
  if (!isOpening(step)) {
    const steps = [...goOn(step, page), ...otherEnd(step, page), ...rest];
    return { ...cursor, met, beyondReach, steps };
  }
  return {
    ...cursor,
    met,
    beyondReach,
    counts: { ...cursor.counts, [step.state]: page.count },
    // Behind the other states' first pages, so that the total is known early.
    steps: [...rest, ...goOn(step, page), ...furtherWalks(step, page, sections)],
  };
}

function goOn(step: SyncStep, page: PageFacts): SyncStep[] {
  // A page may be shorter than was asked for and not be the last: its rows are what was got, the count says what is left.
  const offset = Math.min(step.offset + page.rows, ETSY_MAX_OFFSET);
  const end = Math.min(page.count, REACH, step.end ?? REACH);
  return offset === step.offset || offset >= end ? [] : [{ ...step, offset }];
}

function furtherWalks(step: SyncStep, page: PageFacts, sections: readonly number[]): SyncStep[] {
  const bySection = needsSections(step, page)
    ? sections.map((sectionId) => ({ ...stepOf(step.state, 'asc', 0), sectionId }))
    : [];
  return [...otherEnd(step, page), ...bySection];
}

/** The walk from the other end, when the first page of a list says that one end is not enough. */
function otherEnd(step: SyncStep, page: PageFacts): SyncStep[] {
  if (step.offset > 0 || step.order === 'desc' || page.count <= REACH) return [];
  // A page more than arithmetic asks for: rows shift.
  const end = Math.min(page.count - REACH + ETSY_MAX_PAGE, REACH);
  return [{ ...step, order: 'desc', end }];
}

/** A list without sections, or a section, that is too long even for two ends. */
function isOutOfReach(step: SyncStep, page: PageFacts, sections: readonly number[]): boolean {
  if (step.offset > 0 || step.order === 'desc' || page.count <= 2 * REACH) return false;
  return step.sectionId !== null || step.state !== 'active' || sections.length === 0;
}

/**
 * The steps at and behind the cursor, as far as they can be told before their pages are there: not behind the first
 * page of a list, which tells how long it is.
 */
export function stepsAhead(cursor: SyncCursor, most: number): SyncStep[] {
  const steps: SyncStep[] = [];
  let then = cursor;
  for (let [step] = then.steps; step && steps.length < most; [step] = then.steps) {
    steps.push(step);
    const count = cursor.counts[step.state] ?? 0;
    const known = !isOpening(step) && step.sectionId === null;
    const rows = known ? Math.min(ETSY_MAX_PAGE, Math.max(0, count - step.offset)) : 0;
    then = afterPage(then, { rows, count: known ? count : 0, newlyMet: 0 });
    if (step.sectionId !== null) break;
  }
  return steps;
}

/** The state cannot be had: its remaining pages are left out. */
export function withoutState(cursor: SyncCursor, state: EtsyListingState): SyncCursor {
  return {
    ...cursor,
    steps: cursor.steps.filter((step) => step.state !== state),
    failed: [...cursor.failed, state],
  };
}

/** When all steps are done: states to walk once more, or null when there are none. */
export function walkAgain(cursor: SyncCursor): SyncCursor | null {
  const short = ETSY_LISTING_STATES.filter(
    (state) =>
      !cursor.failed.includes(state) &&
      !cursor.beyondReach.includes(state) &&
      !cursor.rewalked.includes(state) &&
      (cursor.met[state] ?? 0) < (cursor.counts[state] ?? 0),
  );
  if (short.length === 0) return null;
  return {
    ...cursor,
    rewalked: [...cursor.rewalked, ...short],
    steps: short.map((state) => stepOf(state, 'desc', 0)),
  };
}

/** Listings in the shop, as far as the pass knows. */
export function totalOf(cursor: SyncCursor): number {
  return Object.values(cursor.counts).reduce((sum, count) => sum + count, 0);
}

function stepOf(state: EtsyListingState, order: 'asc' | 'desc', offset: number): SyncStep {
  return { state, order, sectionId: null, offset, end: null };
}

function isOpening(step: SyncStep): boolean {
  return step.offset === 0 && step.sectionId === null && step.order === 'asc';
}
