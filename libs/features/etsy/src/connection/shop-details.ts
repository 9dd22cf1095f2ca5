/** What a shop says of itself, as stored in `etsy_connections.shop` and as the agent's tools read it. */
import { z } from 'zod';

const text = z.string().nullable().catch(null);

const stored = z.object({
  title: text,
  announcement: text,
  url: text,
  currency: text,
  isVacation: z.boolean().catch(false),
  vacationMessage: text,
  acceptsCustomRequests: z.boolean().nullable().catch(null),
  policies: z
    .object({ welcome: text, payment: text, shipping: text, refunds: text, additional: text })
    .catch({ welcome: null, payment: null, shipping: null, refunds: null, additional: null }),
});

/** A shop's facts. Texts are the seller's own; null: not said. */
export interface ShopDetails extends ShopFactsRead {
  shopName: string;
}

interface ShopFactsRead extends Omit<z.output<typeof stored>, 'isVacation'> {
  isOnVacation: boolean;
}

/** Reads the stored form; what is missing or strange is null. */
export function readShopFacts(shop: Record<string, unknown>): ShopFactsRead {
  const { isVacation, ...rest } = stored.parse(shop);
  return { ...rest, isOnVacation: isVacation };
}
