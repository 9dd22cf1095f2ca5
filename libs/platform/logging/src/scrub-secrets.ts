/**
 * Last line of defence of the log: takes out of any text what looks like a secret, wherever it stands (an error message
 * with an address, a stack). Written for whole JSON lines: it never touches quotes or backslashes.
 */
const MASK = '[secret]';

const RULES: readonly (readonly [RegExp, string])[] = [
  // Telegram bot tokens, bare or in an address.
  [/(?<!\d)\d{6,12}:[\w-]{30,}/g, MASK],
  [/\bsk-[\w-]{16,}/g, MASK],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
  // JSON web tokens.
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g, MASK],
  [/\bwhsec_[\w+/=-]+/g, MASK],
  // user:password@ in addresses of stores and mail servers.
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"\\]*):[^\s@/"\\]+@/gi, `$1:${MASK}@`],
  [/([?&](?:token|code|state|key|api_key|secret|password|signature)=)[^\s&"\\#]+/gi, `$1${MASK}`],
];

/** The text without what looks like a secret. */
export function scrubSecrets(text: string): string {
  return RULES.reduce((clean, [pattern, mask]) => clean.replace(pattern, mask), text);
}
