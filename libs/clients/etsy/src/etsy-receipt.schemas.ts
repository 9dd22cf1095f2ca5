/**
 * An order, Etsy's "receipt": what it took from stock and how it stands, read leniently. In some regions Etsy hides the
 * address from new applications, and a strange part must not cost the rest. Name, street and e-mail are left behind here.
 */
import { z } from 'zod';
import { idSchema } from './etsy-listing.schemas.js';

const optionalText = z.string().nullish().catch(null);
const optionalFlag = z.boolean().nullish().catch(null);
const optionalId = idSchema.nullish().catch(null);
/** Seconds since 1970. */
const optionalSeconds = z.int().min(1).nullish().catch(null);

/** A list whose unreadable rows are left out; null and absent are empty. */
function readable<T extends z.ZodType>(row: T): z.ZodType<z.output<T>[]> {
  return z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((rows) =>
      (rows ?? []).flatMap((one) => {
        const parsed = row.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

const shipmentSchema = z.object({
  carrier_name: optionalText,
  tracking_code: optionalText,
  shipment_notification_timestamp: optionalSeconds,
});

const receiptItemSchema = z.object({
  listing_id: optionalId,
  product_id: optionalId,
  title: optionalText,
  quantity: z.int().min(1).nullish().catch(null),
  shipped_timestamp: optionalSeconds,
  expected_ship_date: optionalSeconds,
});

/** `status` is an open set; `zip` is what the buyer is recognised by and goes no further. */
export const receiptSchema = z.object({
  receipt_id: idSchema,
  seller_user_id: optionalId,
  status: optionalText,
  is_paid: optionalFlag,
  is_shipped: optionalFlag,
  zip: optionalText,
  country_iso: optionalText,
  created_timestamp: optionalSeconds,
  shipments: readable(shipmentSchema),
  transactions: readable(receiptItemSchema),
});

export type EtsyReceipt = z.output<typeof receiptSchema>;
export type EtsyShipment = z.output<typeof shipmentSchema>;
