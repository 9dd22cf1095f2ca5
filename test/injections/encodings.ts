/** Ways in which attackers write a command down so that a reader of plain text does not see it. */

export interface Encoding {
  name: string;
  /** Whether it fits into a display name. */
  short: boolean;
  write(command: string): string;
}

const GREEK_AND_CYRILLIC: Record<string, string> = {
  A: 'А',
  C: 'С',
  E: 'Е',
  H: 'Н',
  K: 'К',
  M: 'М',
  O: 'О',
  S: 'Ѕ',
  T: 'Т',
  Y: 'Ү',
};
const LEET: Record<string, string> = { A: '4', E: '3', S: '5', T: '7', L: '1', O: '0' };
const NAMED_ENTITIES = /[<>&"]/g;

const letters = (text: string): string[] => Array.from(text);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const codeOf = (letter: string): number => letter.codePointAt(0) ?? 0;

function rot13(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCodePoint(((codeOf(letter) - base + 13) % 26) + base);
  });
}

/** The command word only: what follows it must still be read by a program. */
function headOf(command: string, write: (head: string) => string): string {
  const [, head = '', rest = ''] = /^(\S+)(.*)$/s.exec(command) ?? [];
  return `${write(head)}${rest}`;
}

export const ENCODINGS: readonly Encoding[] = [
  { name: 'plain', short: true, write: (command) => command },
  { name: 'base64', short: false, write: base64 },
  { name: 'base64 twice', short: false, write: (command) => base64(base64(command)) },
  { name: 'base64url', short: false, write: (c) => Buffer.from(c).toString('base64url') },
  { name: 'hex', short: false, write: hex },
  {
    name: 'hex in pairs',
    short: false,
    write: (command) => hex(command).match(/../g)?.join(' ') ?? '',
  },
  { name: 'rot13', short: true, write: rot13 },
  { name: 'turned round', short: true, write: (c) => letters(c).toReversed().join('') },
  { name: 'URL escapes', short: false, write: (command) => encodeURIComponent(command) },
  {
    name: 'HTML entities',
    short: false,
    write: (command) => command.replaceAll(NAMED_ENTITIES, (sign) => `&#${codeOf(sign)};`),
  },
  {
    name: 'decimal entities',
    short: false,
    write: (command) =>
      headOf(command, (h) =>
        letters(h)
          .map((l) => `&#${codeOf(l)};`)
          .join(''),
      ),
  },
  {
    name: 'unicode escapes',
    short: false,
    write: (c) =>
      headOf(c, (h) =>
        letters(h)
          .map((l) => `\\u${codeOf(l).toString(16).padStart(4, '0')}`)
          .join(''),
      ),
  },
  {
    name: 'look-alike letters',
    short: true,
    write: (c) => headOf(c, (h) => h.replaceAll(/[A-Z]/g, (l) => GREEK_AND_CYRILLIC[l] ?? l)),
  },
  {
    name: 'full-width letters',
    short: true,
    write: (c) =>
      headOf(c, (h) => h.replaceAll(/[A-Z-]/g, (l) => String.fromCodePoint(codeOf(l) + 0xfee0))),
  },
  {
    name: 'invisible letters',
    short: true,
    write: (command) => headOf(command, (head) => letters(head).join('\u200b')),
  },
  {
    name: 'spaced out',
    short: true,
    write: (c) => headOf(c, (h) => (/^[A-Z]+$/.test(h) ? letters(h).join(' ') : h)),
  },
  {
    name: 'leetspeak',
    short: true,
    write: (c) => headOf(c, (h) => h.replaceAll(/[AESTLO]/g, (l) => LEET[l] ?? l)),
  },
];
