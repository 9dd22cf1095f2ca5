/** A search as a tsquery: groups joined by AND (or OR), each group a list of alternatives. Pure. */
import { quotedLexeme, type SearchTerm } from './search-terms.js';

/** One way a group may match. `english`: words to be stemmed; `lexemes`: as they stand in the index. */
export type Alternative =
  | { kind: 'english'; words: string[]; typing: boolean }
  | { kind: 'lexeme'; lexeme: string; typing: boolean };

export interface TextQuery {
  join: 'and' | 'or';
  groups: Alternative[][];
}

const MIN_TYPING_CHARS = 2;

/** Every term must be found; the last may still be being typed. */
export function strictQuery(terms: readonly SearchTerm[], typing: boolean): TextQuery {
  return {
    join: 'and',
    groups: terms.map((term, k) => alternativesOf(term, typing && k === terms.length - 1)),
  };
}

/** What one term stands for. */
export function alternativesOf(term: SearchTerm, typing: boolean): Alternative[] {
  const last = term.words.at(-1) ?? '';
  const open = typing && last.length >= MIN_TYPING_CHARS;
  const english: Alternative = { kind: 'english', words: term.words, typing: open };
  if (term.verbatim === null) return [english];
  return [english, { kind: 'lexeme', lexeme: term.verbatim, typing: open }];
}

/** SQL of a tsquery; `$n` are handed out by `parameter`. Words that are too common to be indexed fall out by themselves. */
export function textQuerySql(query: TextQuery, parameter: (value: unknown) => string): string {
  const groups = query.groups.map(
    (group) => `(${group.map((one) => alternativeSql(one, parameter)).join(' || ')})`,
  );
  return `(${groups.join(query.join === 'and' ? ' && ' : ' || ')})`;
}

function alternativeSql(one: Alternative, parameter: (value: unknown) => string): string {
  const open = one.typing ? ':*' : '';
  if (one.kind === 'lexeme') return `${parameter(`${quotedLexeme(one.lexeme)}${open}`)}::tsquery`;
  return `to_tsquery('english', unaccent(${parameter(`${one.words.join(' & ')}${open}`)}))`;
}
