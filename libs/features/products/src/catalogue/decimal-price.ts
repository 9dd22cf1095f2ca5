/** Money at the borders: integer minor units inside, decimal strings outside. */

const DEFAULT_DIGITS = 2;
const digitsOf = new Map<string, number>();

/** Decimal places of a currency: 2 for USD, 0 for JPY; 2 for a code nobody knows. */
export function currencyDigits(currency: string): number {
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    digits = askIntl(currency);
    digitsOf.set(currency, digits);
  }
  return digits;
}

function askIntl(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? DEFAULT_DIGITS;
  } catch {
    return DEFAULT_DIGITS;
  }
}

/** Minor units as a decimal string: 2499 USD -> "24.99", 2499 JPY -> "2499". */
export function decimalPrice(minor: number, currency: string): string {
  const digits = currencyDigits(currency);
  return (minor / 10 ** digits).toFixed(digits);
}

/** A decimal amount in minor units: 24.99 USD -> 2499. */
export function minorPrice(decimal: number, currency: string): number {
  return Math.round(decimal * 10 ** currencyDigits(currency));
}
