/**
 * Whether who asks about an order is who it goes to: they know its number, and the postcode it is delivered to. Pure.
 * The postcode alone is compared. A name is known to many and Etsy tells the e-mail address to hardly anybody; what
 * cannot be compared proves nothing (docs/adr/0013).
 */

/** `nothing_to_compare`: Etsy hides the address, or the postcode in it is none. */
export type PostcodeProof = 'proven' | 'wrong' | 'nothing_to_compare';

/** Shorter ones (Iceland's have three digits) are guessed too easily. */
const SHORTEST_POSTCODE = 4;
/** The country before the number: `D-10115`, `LV-1010`. Fewer digits: the letters are part of it, as in `HM 12`. */
const COUNTRY_PREFIX = /^[A-Z]{1,2}(?=\d{4,}$)/;
const US_ZIP = /^(\d{5})(?:\d{4})?$/;

/** The number in what a buyer wrote (`#3 300 410 023`); null when there is none that Etsy could have given. */
export function readOrderNumber(written: string): number | null {
  const digits = written.normalize('NFKC').replace(/\D/g, '');
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : null;
}

/** Compares what the buyer wrote with the order's own postcode: letters and digits only, and their case is nothing. */
export function provePostcode(
  written: string,
  order: { zip?: string | null | undefined; country_iso?: string | null | undefined },
): PostcodeProof {
  const own = squashed(order.zip ?? '');
  if (!isTelling(own)) return 'nothing_to_compare';
  const given = squashed(written);
  // In the United States nobody says the last four of nine digits.
  const short = order.country_iso === 'US' ? US_ZIP.exec(own)?.[1] : undefined;
  if (short !== undefined) return US_ZIP.exec(given)?.[1] === short ? 'proven' : 'wrong';
  return given === own ? 'proven' : 'wrong';
}

function squashed(postcode: string): string {
  return postcode
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(COUNTRY_PREFIX, '');
}

/** Where there are no postcodes people write `00000`, `NA` or the like. */
function isTelling(postcode: string): boolean {
  const isFiller = new Set(postcode).size < 2 || !/\d/.test(postcode);
  return postcode.length >= SHORTEST_POSTCODE && !isFiller;
}
