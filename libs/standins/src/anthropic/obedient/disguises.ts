/**
 * The plain readings of a text in which commands may be hidden: base64, hex, URL and HTML escapes, rot13,
 * leetspeak, letters spaced out or turned round, look-alike and invisible letters; one inside another, too.
 */

const BASE64 = /[A-Za-z0-9+/_-]{12,}={0,2}/g;
const HEX = /(?:[0-9a-fA-F]{2}[\s:]?){8,}/g;
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/gu;
const SPACED = /(?<![A-Za-z])(?:[A-Z][ .\-_*]){2,}[A-Z](?![A-Za-z])/g;
const LOOK_ALIKES: Record<string, string> = {
  А: 'A',
  В: 'B',
  С: 'C',
  Е: 'E',
  Н: 'H',
  І: 'I',
  К: 'K',
  М: 'M',
  О: 'O',
  Р: 'P',
  Ѕ: 'S',
  Т: 'T',
  Х: 'X',
  Υ: 'Y',
  Ү: 'Y',
  Α: 'A',
  Β: 'B',
  Ε: 'E',
  Η: 'H',
  Ι: 'I',
  Κ: 'K',
  Μ: 'M',
  Ν: 'N',
  Ο: 'O',
  Ρ: 'P',
  Τ: 'T',
  Χ: 'X',
  Ϲ: 'C',
  а: 'a',
  с: 'c',
  е: 'e',
  о: 'o',
  р: 'p',
  х: 'x',
  у: 'y',
};
const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};
const LEET_WORD =
  /(?<![\w{"])(?=[\w@$-]*[A-Za-z])(?=[\w@$-]*[013457@$])[A-Za-z013457@$_-]{3,}(?![\w}"])/g;
const MOSTLY_PRINTABLE = 0.9;
const DEPTH = 2;
const MAX_CHARS = 50_000;

/** The text itself and all its readings, without repeats. */
export function readingsOf(text: string): string[] {
  const readings = new Set<string>();
  collect(text.slice(0, MAX_CHARS), DEPTH, readings);
  return [...readings];
}

function collect(text: string, depth: number, readings: Set<string>): void {
  if (text === '' || readings.has(text)) return;
  readings.add(text);
  if (depth === 0) return;
  const plain = withoutTricks(text);
  const decoded = [
    plain,
    ...decodeRuns(text, BASE64, fromBase64),
    ...decodeRuns(text, HEX, fromHex),
    fromEscapes(text),
    rot13(plain),
    fromLeet(plain),
    Array.from(plain).toReversed().join(''),
  ];
  for (const reading of decoded) {
    if (isReadable(reading)) collect(reading, depth - 1, readings);
  }
}

function withoutTricks(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/[\u0370-\u03ff\u0400-\u04ff]/g, (letter) => LOOK_ALIKES[letter] ?? letter)
    .replaceAll(SPACED, (letters) => letters.replaceAll(/[^A-Z]/g, ''));
}

function decodeRuns(text: string, pattern: RegExp, decode: (run: string) => string): string[] {
  return (text.match(pattern) ?? []).map((run) => decode(run));
}

function fromBase64(run: string): string {
  return Buffer.from(run.replaceAll('-', '+').replaceAll('_', '/'), 'base64').toString('utf8');
}

function fromHex(run: string): string {
  return Buffer.from(run.replaceAll(/[^0-9a-fA-F]/g, ''), 'hex').toString('utf8');
}

function fromEscapes(text: string): string {
  const character = (code: string, radix: number): string => {
    const point = Number.parseInt(code, radix);
    return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : '';
  };
  return text
    .replaceAll(/%([0-9a-fA-F]{2})/g, (_, code: string) => character(code, 16))
    .replaceAll(/&#x([0-9a-fA-F]{1,6});/g, (_, code: string) => character(code, 16))
    .replaceAll(/&#(\d{1,7});/g, (_, code: string) => character(code, 10))
    .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => character(code, 16))
    .replaceAll('&quot;', '"')
    .replaceAll('\\"', '"');
}

/** Every Latin letter thirteen places on; done twice it is the text again. */
export function rot13(text: string): string {
  return text.replaceAll(/[a-zA-Z]/g, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCodePoint(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

function fromLeet(text: string): string {
  return text.replaceAll(LEET_WORD, (word) => {
    const plain = word.replaceAll(/[013457@$]/g, (sign) => LEET[sign] ?? sign);
    return /[a-z]/.test(word) ? plain : plain.toUpperCase();
  });
}

function isReadable(text: string): boolean {
  if (text.length < 3) return false;
  const printable = text.match(/[\p{L}\p{N}\p{P}\p{S}\s]/gu)?.length ?? 0;
  return printable / Array.from(text).length >= MOSTLY_PRINTABLE && !text.includes('\ufffd');
}
