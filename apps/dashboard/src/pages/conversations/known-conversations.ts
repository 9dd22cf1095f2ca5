/**
 * What the inbox knows of its conversations, put together from the newest ones (read anew all the time) and the older
 * ones (read once, page by page). Nothing that was seen is lost when newer ones push it down. Pure.
 */
import type { Conversation } from '../../api/contract.js';

/** By id. */
export type Known = ReadonlyMap<string, Conversation>;

export const NOTHING_KNOWN: Known = new Map();

/** Adds a page of older ones; what is known in a newer form stays. */
export function withOlder(known: Known, page: readonly Conversation[]): Known {
  const next = new Map(known);
  for (const one of page) {
    const before = next.get(one.id);
    if (!before || before.updatedAt < one.updatedAt) next.set(one.id, one);
  }
  return next;
}

/**
 * Takes in what is newest now. What is not older than the last of them and not among them does not fit the list any
 * more: it was deleted, or its state has changed.
 *
 * @param isAll there are no others than these
 */
export function withNewest(known: Known, newest: readonly Conversation[], isAll: boolean): Known {
  const oldest = newest.at(-1)?.updatedAt ?? '';
  const now = new Set(newest.map(({ id }) => id));
  const kept = [...known.values()].filter(
    (one) => now.has(one.id) || (!isAll && one.updatedAt < oldest),
  );
  const next = new Map(kept.map((one) => [one.id, one]));
  for (const one of newest) next.set(one.id, one);
  return next;
}

/** Whether there may be some between the newest and what is known: not one of them was known before. */
export function hasGap(known: Known, newest: readonly Conversation[], isAll: boolean): boolean {
  return known.size > 0 && !isAll && newest.every(({ id }) => !known.has(id));
}

/** The latest first. */
export function inOrder(known: Known): Conversation[] {
  return [...known.values()].toSorted(
    (a, b) => compare(b.updatedAt, a.updatedAt) || compare(b.id, a.id),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
