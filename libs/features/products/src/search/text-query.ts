/**
 * A search as a tsquery: groups joined by AND (or OR), each group a list of alternatives, each alternative words that must
 * all be there. Words that are being typed are spelled out from the words that listings use: the index is many times
 * slower with a beginning than with whole words. Pure.
 */
import { quotedLexeme, type SearchTerm } from '../words/search-terms.js';
import type { KnownWord, WordCounts, WordReading } from '../words/word-reading.js';

/** A word as the index has it. */
export interface Part {
  lexeme: string;
  /** Whether longer ones that begin like it will do. */
  open: boolean;
  /** As it was typed, for a SKU or an id; such a one counts as part of the title. */
  code: boolean;
  /** Null: not known. */
  counts: WordCounts | null;
}

/** Words that must all be there. */
export type Alternative = readonly Part[];
/** One of these must be there. */
export type Group = readonly Alternative[];

export interface TextQuery {
  join: 'and' | 'or';
  groups: readonly Group[];
}

const NOWHERE: WordCounts = { title: 0, headline: 0, listings: 0 };

const MIN_TYPING_CHARS = 2;
/** The index notes the words of a title once more, behind this. */
const TITLE_MARK = '=';

/** A term as a group; null when all of it is too common to be indexed. */
export function groupOf(
  term: SearchTerm,
  readings: readonly WordReading[],
  typing: boolean,
): Group | null {
  const last = term.words.at(-1) ?? '';
  const open = typing && last.length >= MIN_TYPING_CHARS;
  const used = readings.filter((reading) => reading.stems.length > 0);
  const isOpen = open && used.at(-1) === readings.at(-1);
  const whole = used.slice(0, isOpen ? -1 : undefined).flatMap(wholeWords);
  const ending = isOpen ? endings(used.at(-1)) : [];
  const group: Alternative[] = ending.map((part) => [...whole, part]);
  if (ending.length === 0 && whole.length > 0) group.push(whole);
  if (term.verbatim !== null) {
    group.push([{ lexeme: term.verbatim, open, code: true, counts: null }]);
  }
  return group.length > 0 ? group : null;
}

/** Words that listings use, any of them. */
export function groupOfWords(words: readonly KnownWord[]): Group {
  return words.map((known) => [partOf(known)]);
}

/** Whether no listing uses this term (nor, when it is open, a word that begins like it), as far as words are noted. */
export function isUnknown(readings: readonly WordReading[], open: boolean): boolean {
  const [only] = readings;
  if (readings.length !== 1 || only?.noted !== true) return false;
  return open ? only.known.length === 0 : !only.known.some(({ word }) => word === only.stems[0]);
}

function wholeWords({ stems, known, noted }: WordReading): Part[] {
  return stems.map((lexeme) => {
    const counts = known.find(({ word }) => word === lexeme) ?? (noted ? NOWHERE : null);
    return { lexeme, open: false, code: false, counts };
  });
}

/** What the beginning of a word may become. */
function endings(reading: WordReading | undefined): Part[] {
  if (!reading) return [];
  const { known, noted } = reading;
  const [stem = ''] = reading.stems;
  if (reading.stems.length > 1) return wholeWords(reading);
  const parts = known.map(partOf);
  // Not noted, or the beginning of a SKU: the index itself must look.
  if (!noted || known.length === 0) {
    const open = known.length === 0;
    parts.push({ lexeme: stem, open, code: false, counts: null });
  }
  return parts;
}

function partOf({ word, ...counts }: KnownWord): Part {
  return { lexeme: word, open: false, code: false, counts };
}

/** The text of a tsquery for words anywhere in what is searched, or `titled`: in titles. */
export function tsqueryText({ join, groups }: TextQuery, titled = false): string {
  const texts = groups.map((group) => groupText(group, titled));
  return texts.join(join === 'and' ? ' & ' : ' | ');
}

function groupText(group: Group, titled: boolean): string {
  const alternatives = group.map((parts) =>
    parts.map((part) => partText(part, titled)).join(' & '),
  );
  return `(${alternatives.join(' | ')})`;
}

function partText({ lexeme, open, code }: Part, titled: boolean): string {
  const marked = titled && !code ? `${TITLE_MARK}${lexeme}` : lexeme;
  return `${quotedLexeme(marked)}${open ? ':*' : ''}`;
}
