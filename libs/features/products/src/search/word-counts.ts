/** How many listings a search can match, told from how many use each of its words. Pure. */
import type { WordCounts } from '../words/word-reading.js';
import type { Alternative, Group, TextQuery } from './text-query.js';

/** Where all words of a search must be found. */
export type Place = keyof WordCounts;

/** Codes and numbers are not counted; few listings share one. */
export const UNCOUNTED_SHARE = 0.01;

/** At most so many listings match. */
export function mostMatches(text: TextQuery, place: Place, listings: number): number {
  return Math.min(listings, ...text.groups.map((group) => mostOf(group, place) ?? listings));
}

/** Exactly so many listings match; null: the counts do not tell. */
export function exactMatches({ groups }: TextQuery, place: Place): number | null {
  const [group] = groups;
  const [only] = group ?? [];
  return groups.length === 1 && group?.length === 1 && only ? exactOf(only, place) : null;
}

/** At least so many listings match. */
export function fewestMatches(text: TextQuery, place: Place, listings: number): number {
  const each = text.groups.map((group) =>
    Math.max(...group.map((one) => exactOf(one, place) ?? 0)),
  );
  const sum = each.reduce((all, one) => all + one, 0);
  return Math.max(0, sum - (each.length - 1) * listings);
}

/** How many listings would match if words knew nothing of each other. */
export function likelyMatches(text: TextQuery, place: Place, listings: number): number {
  const share = (group: Group): number =>
    Math.min(1, (mostOf(group, place) ?? listings * UNCOUNTED_SHARE) / Math.max(1, listings));
  return text.groups.reduce((left, group) => left * share(group), listings);
}

/** How many listings a group matches at most; null: its words are not counted. */
export function mostOf(group: Group, place: Place): number | null {
  let sum = 0;
  for (const alternative of group) {
    const counted = alternative.flatMap(({ counts }) => (counts ? [counts[place]] : []));
    if (counted.length === 0) return null;
    sum += Math.min(...counted);
  }
  return sum;
}

function exactOf(alternative: Alternative, place: Place): number | null {
  const [only] = alternative;
  return alternative.length === 1 && only?.counts ? only.counts[place] : null;
}
