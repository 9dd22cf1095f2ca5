/** What changed between two texts, line by line. Pure. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

const LINES_MAX = 600;

/** The longest common lines stay, the rest is removed or added. Very long texts are shown as a whole. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  const isTooLong = a.length > LINES_MAX || b.length > LINES_MAX;
  if (isTooLong) return [...mark(a, 'removed'), ...mark(b, 'added')];
  const lengths = commonLengths(a, b);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (at(lengths, i + 1, j) >= at(lengths, i, j + 1)) {
      lines.push({ kind: 'removed', text: a[i] ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: b[j] ?? '' });
      j += 1;
    }
  }
  return [...lines, ...mark(a.slice(i), 'removed'), ...mark(b.slice(j), 'added')];
}

/** No text has no lines. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

const mark = (lines: string[], kind: DiffLine['kind']): DiffLine[] =>
  lines.map((text) => ({ kind, text }));

const at = (table: number[][], i: number, j: number): number => table[i]?.[j] ?? 0;

/** How many lines the tails from i and j have in common. */
function commonLengths(a: string[], b: string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = table[i] ?? [];
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] =
        a[i] === b[j]
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), row[j + 1] ?? 0);
    }
  }
  return table;
}
