/**
 * Cuts a long answer into messages of at most 4096 UTF-16 units, Telegram's limit, where a person would cut it:
 * between paragraphs, else after a sentence, else at a line's end, else between words, else between characters.
 * Pure. White space at the cuts is dropped; nothing else is lost or moved.
 */

/** What one Telegram message may hold, in UTF-16 units. */
export const MAX_MESSAGE_UNITS = 4096;

interface Cut {
  /** Matches up to where a part may end. */
  readonly after: RegExp;
  /** A cut before this share of the limit is not worth it: try the next kind. */
  readonly from: number;
}

const CUTS: readonly Cut[] = [
  { after: /\n[^\S\n]*\n/g, from: 0.5 },
  { after: /[.!?…]["'”’»)\]]*(?=\s)|[。！？]/g, from: 0.25 },
  { after: /\n/g, from: 0.25 },
  { after: /\s/g, from: 0 },
];

/** The parts of `text`, each at most `maxUnits` (at least 2) long and none empty; no part for blank text. */
export function splitText(text: string, maxUnits = MAX_MESSAGE_UNITS): string[] {
  if (maxUnits < 2) throw new RangeError('maxUnits must be at least 2');
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > maxUnits) {
    const end = cutAt(rest, maxUnits);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

/** Where the first part ends; the text is longer than `maxUnits` and starts with something visible. */
function cutAt(text: string, maxUnits: number): number {
  // One unit more, so that a white space right behind a full part counts as a cut.
  const head = text.slice(0, maxUnits + 1);
  for (const { after, from } of CUTS) {
    let best = 0;
    for (const match of head.matchAll(after)) {
      const end = match.index + match[0].trimEnd().length;
      if (end <= maxUnits) best = end;
    }
    if (best > 0 && best >= maxUnits * from) return best;
  }
  return beforeHalfCharacter(text, maxUnits);
}

/** `end`, or one less when a surrogate pair would be torn there. */
function beforeHalfCharacter(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  const next = text.charCodeAt(end);
  const torn = last >= 0xd800 && last <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
  return torn ? end - 1 : end;
}
