/** Etsy's Money (amount, divisor, currency) as integer minor units of the currency. */
import type { z } from 'zod';
import type { moneySchema } from './etsy-listing.schemas.js';

/** Integer minor units (cents for USD, yen for JPY) with their ISO 4217 code. */
export interface MinorMoney {
  amountMinor: number;
  currency: string;
}

/** A formatter costs a tenth of a millisecond to make, and every variation of a listing has a price. */
const digits = new Map<string, number>();
const MAX_KNOWN = 500;

/** Decimal places of a currency: 2 for USD, 0 for JPY; 2 for a code nobody knows. */
export function currencyDigits(currency: string): number {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const found = digitsOf(currency);
  if (digits.size < MAX_KNOWN) digits.set(currency, found);
  return found;
}

function digitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** Whatever divisor Etsy uses, the amount comes out in the currency's own minor units, rounded half up. */
export function toMinorMoney(money: z.output<typeof moneySchema>): MinorMoney {
  const divisor = money.divisor > 0 ? money.divisor : 1;
  const scale = 10 ** currencyDigits(money.currency_code);
  return {
    amountMinor: Math.round((money.amount * scale) / divisor),
    currency: money.currency_code,
  };
}
