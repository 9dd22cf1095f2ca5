/** Text made comparable: lower case, no accents, straight apostrophes; and its words. */

const PLAIN: Record<string, string> = {
  ß: 'ss',
  ı: 'i',
  ø: 'o',
  ł: 'l',
  '’': "'",
  '‘': "'",
  '´': "'",
};

/** Lower case without accents. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ßıøł’‘´]/gu, (letter) => PLAIN[letter] ?? letter);
}

/** The words of a folded text. */
export function wordsOf(folded: string): string[] {
  return folded.match(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu) ?? [];
}

/** The singular of an English word, roughly; enough to compare two words. */
export function singular(word: string): string {
  if (word.length < 4 || /(?:ss|us|is|as)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sh|ch|x|ss|z)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

const patterns = new Map<string, RegExp>();

/** A pattern that matches whole words only; compiled once. */
export function wholeWords(alternatives: string): RegExp {
  const known = patterns.get(alternatives);
  if (known !== undefined) return known;
  const made = new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})(?![\\p{L}\\p{N}])`, 'u');
  patterns.set(alternatives, made);
  return made;
}
