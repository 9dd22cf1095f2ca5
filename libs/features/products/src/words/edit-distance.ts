/** How far two words are apart: insertions, deletions, replacements, and swaps of neighbours. */

/** @returns the distance, or `limit + 1` when it is more than `limit` */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let older: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) row.push(cell(a, b, i, j, { row, last, older }));
    if (Math.min(...row) > limit) return limit + 1;
    older = last;
    last = row;
  }
  return Math.min(last[b.length] ?? 0, limit + 1);
}

interface Rows {
  row: number[];
  last: number[];
  older: number[];
}

function cell(a: string, b: string, i: number, j: number, { row, last, older }: Rows): number {
  const far = Number.POSITIVE_INFINITY;
  const replaced = (last[j - 1] ?? far) + (a[i - 1] === b[j - 1] ? 0 : 1);
  const best = Math.min((last[j] ?? far) + 1, (row[j - 1] ?? far) + 1, replaced);
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return swapped ? Math.min(best, (older[j - 2] ?? far) + 1) : best;
}

/** How many typing mistakes a word of this length is forgiven. */
export function forgivenMistakes(word: string): number {
  if (word.length < 3) return 0;
  return word.length < 6 ? 1 : 2;
}

const SUFFIX_CHARS = 4;

/**
 * How far what somebody typed is from a stem that listings use. A stem lacks its word's ending, so the beginning of what
 * was typed may be compared as well; that is a worse match than the whole.
 *
 * @param stem of what was typed
 * @returns a distance, or `limit + 1` when it is more than `limit`
 */
export function distanceToStem(typed: string, stem: string, used: string, limit: number): number {
  const whole = Math.min(editDistance(typed, used, limit), editDistance(stem, used, limit));
  if (whole <= limit || used.length < 4) return whole;
  for (let length = used.length - 1; length <= used.length + 1; length += 1) {
    const rest = typed.length - length;
    if (rest < 1 || rest > SUFFIX_CHARS) continue;
    if (editDistance(typed.slice(0, length), used, 1) <= 1) return limit;
  }
  return limit + 1;
}
