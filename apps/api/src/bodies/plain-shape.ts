/**
 * What is wrong with the values of a request before anybody asks what they mean. Validators look at each value several
 * times and describe each refusal, so a body of a hundred thousand little values would keep the process busy for
 * seconds; and half characters fail in whatever meets them first. (NUL is refused by validators or by Postgres, both with 400.)
 */

/** More than the largest body of this API has, by far. */
export const VALUES_MAX = 1000;

/** What was found first. */
export type ShapeFault = 'too_many_values' | 'unstorable_text';

/** Looks at every value, and at the names of fields too. Null: nothing is wrong. */
export function shapeFault(value: unknown): ShapeFault | null {
  const waiting: unknown[] = [value];
  for (let seen = 0; waiting.length > 0; seen += 1) {
    if (seen + waiting.length > VALUES_MAX) return 'too_many_values';
    const next = waiting.pop();
    if (typeof next === 'string' && !next.isWellFormed()) return 'unstorable_text';
    for (const inside of insideOf(next)) waiting.push(inside);
  }
  return null;
}

function insideOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value) ? value : Object.entries(value).flat();
}
