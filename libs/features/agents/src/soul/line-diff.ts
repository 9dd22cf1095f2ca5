/** What changed between two texts, line by line: the shortest way from one to the other. Pure. */

export interface DiffLine {
  change: 'same' | 'removed' | 'added';
  text: string;
}

/** Cells of the table; texts that need more are told as one block replaced by another. */
const MOST_CELLS = 4_000_000;

/** Lines in the order of reading; what was removed stands before what came in its place. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const head = commonLength(old, now);
  const tail = commonLength(old.slice(head).toReversed(), now.slice(head).toReversed());
  const [oldMiddle, nowMiddle] = [
    old.slice(head, old.length - tail),
    now.slice(head, now.length - tail),
  ];
  return [
    ...old.slice(0, head).map(as('same')),
    ...middleDiff(oldMiddle, nowMiddle),
    ...old.slice(old.length - tail).map(as('same')),
  ];
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

function as(change: DiffLine['change']): (text: string) => DiffLine {
  return (text) => ({ change, text });
}

function commonLength(one: string[], other: string[]): number {
  const end = one.findIndex((line, index) => line !== other[index]);
  return end === -1 ? Math.min(one.length, other.length) : end;
}

function middleDiff(old: string[], now: string[]): DiffLine[] {
  if (old.length * now.length > MOST_CELLS) {
    return [...old.map(as('removed')), ...now.map(as('added'))];
  }
  const kept = commonLengths(old, now);
  const at = (i: number, j: number): number => kept[i * (now.length + 1) + j] ?? 0;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [was, is] = [old[i], now[j]];
    if (was !== undefined && was === is) {
      lines.push({ change: 'same', text: was });
      i += 1;
      j += 1;
    } else if (was !== undefined && (is === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ change: 'removed', text: was });
      i += 1;
    } else {
      lines.push({ change: 'added', text: is ?? '' });
      j += 1;
    }
  }
  return lines;
}

/** Length of the longest common part of what begins at i and at j, for all of them. */
function commonLengths(old: string[], now: string[]): Uint32Array {
  const width = now.length + 1;
  const kept = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const [right, below] = [kept[i * width + j + 1] ?? 0, kept[(i + 1) * width + j] ?? 0];
      const diagonal = (kept[(i + 1) * width + j + 1] ?? 0) + 1;
      kept[i * width + j] = old[i] === now[j] ? diagonal : Math.max(right, below);
    }
  }
  return kept;
}
