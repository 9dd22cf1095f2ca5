/**
 * What somebody typed, as terms to look for. Pure. A term is a word, and as it was typed too when it may be a SKU or an
 * id; the words of a term are joined by AND, since that is how "mother's" and "5-inch" are written down.
 */

export interface SearchTerm {
  /** Letters and digits only, lower case: "5-inch" has two. */
  words: string[];
  /** As typed, lower case, when it could be a SKU or a listing id; else null. */
  verbatim: string | null;
}

const MAX_TERMS = 10;
const MAX_WORD_CHARS = 40;

/** The terms of a search text; empty when there is nothing to look for. */
export function searchTerms(text: string): SearchTerm[] {
  return text
    .normalize('NFC')
    .toLowerCase()
    .split(/\s+/)
    .slice(0, MAX_TERMS)
    .map(termOf)
    .filter((term) => term.words.length > 0);
}

function termOf(typed: string): SearchTerm {
  const bare = typed.replace(/^["'([{<#]+|["')\]}>?!.,;:]+$/g, '').slice(0, MAX_WORD_CHARS);
  const words = bare
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')
    .slice(0, 6);
  const codeLike = /\p{N}/u.test(bare) || /[-_./]/.test(bare);
  return { words, verbatim: codeLike ? bare : null };
}

/** A lexeme as text of a tsquery. */
export function quotedLexeme(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
