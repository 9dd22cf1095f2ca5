/** Finds a secret in a text however it was written down: spaced out, turned round, encoded, shifted. Pure. */

const BASE64_RUN = /[\w+/-]{16,}={0,2}/g;
const HEX_RUN = /(?:[0-9a-f]{2}[\s:]?){12,}/gi;

/** Whether `text` holds `secret` (letters and digits, at least 8) plainly or in one of the usual disguises. */
export function holdsHidden(text: string, secret: string): boolean {
  const plain = squashed(text);
  const exact = text.replace(/\s+/g, '');
  return (
    [secret, reversed(secret), rot13(secret), hexOf(secret)].some((form) =>
      plain.includes(squashed(form)),
    ) || base64Cores(secret).some((core) => exact.includes(core))
  );
}

/** What a reader with a little patience makes of a text: itself, turned round, shifted, and its encoded runs. */
export function readingsOf(text: string): string[] {
  const bases = [...text.matchAll(BASE64_RUN)].map(([run]) => Buffer.from(run, 'base64'));
  const hexes = [...text.matchAll(HEX_RUN)].map(([run]) =>
    Buffer.from(run.replace(/[^0-9a-f]/gi, ''), 'hex'),
  );
  const decoded = [...bases, ...hexes].map((bytes) => bytes.toString('utf8'));
  return [text, reversed(text), rot13(text), ...decoded];
}

/** Letters and digits only, lower case, look-alikes folded. */
export function squashed(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

function reversed(text: string): string {
  return Array.from(text).toReversed().join('');
}

function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCodePoint((((letter.codePointAt(0) ?? 0) - base + 13) % 26) + base);
  });
}

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** The part of its base64 that is the same whatever stands around it, for each of the three alignments. */
function base64Cores(secret: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString('base64');
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor(((shift + secret.length) * 8) / 6);
    return encoded.slice(from, to);
  });
}
