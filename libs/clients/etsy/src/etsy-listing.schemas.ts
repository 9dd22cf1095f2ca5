/**
 * Listings, pictures and inventories as Etsy sends them (document of September 2026), read leniently: what is needed
 * must be there, the rest may be missing or strange, and fields nobody knows are kept, so that a parsed listing is
 * also the provider's body. Texts are still HTML-escaped (see decodeEtsyText).
 */
import { z } from 'zod';

/** Ids come as numbers, and have come as strings. */
export const idSchema = z.union([
  z.int().min(1),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

/** `amount / divisor` in `currency_code`. */
export const moneySchema = z.object({
  amount: z.int(),
  divisor: z.int(),
  currency_code: z.string().min(1),
});

const optionalText = z.string().nullish().catch(null);
const optionalInt = z.int().nullish().catch(null);
const texts = z
  .array(z.string())
  .nullish()
  .catch(null)
  .transform((list) => list ?? []);
const ids = z
  .array(z.int())
  .nullish()
  .catch(null)
  .transform((list) => list ?? []);

/** A picture of a listing, in four sizes. */
export const imageSchema = z.looseObject({
  listing_image_id: idSchema,
  rank: z.int().nullish().catch(null),
  url_75x75: optionalText,
  url_170x135: optionalText,
  url_570xN: optionalText,
  url_fullxfull: z.string(),
  alt_text: optionalText,
});

/** One value of a variation. */
export const propertyValueSchema = z.looseObject({
  property_id: idSchema,
  property_name: optionalText,
  scale_id: optionalInt,
  scale_name: optionalText,
  value_ids: ids,
  values: texts,
});

/** Price and stock of a product. */
export const offeringSchema = z.looseObject({
  offering_id: optionalInt,
  quantity: z.int(),
  is_enabled: z
    .boolean()
    .nullish()
    .transform((v) => v ?? true),
  is_deleted: z
    .boolean()
    .nullish()
    .transform((v) => v ?? false),
  price: moneySchema,
  readiness_state_id: optionalInt,
});

/** One combination of a listing's options. */
export const productSchema = z.looseObject({
  product_id: optionalInt,
  sku: optionalText,
  is_deleted: z
    .boolean()
    .nullish()
    .transform((v) => v ?? false),
  offerings: z.array(offeringSchema),
  property_values: z
    .array(propertyValueSchema)
    .nullish()
    .transform((v) => v ?? []),
});

/** A listing's inventory record. */
export const inventorySchema = z.looseObject({
  products: z.array(productSchema),
  price_on_property: ids,
  quantity_on_property: ids,
  sku_on_property: ids,
  readiness_state_on_property: ids,
});

/** A listing; `state` is an open set, `quantity` null means that Etsy does not say. */
export const listingSchema = z.looseObject({
  listing_id: idSchema,
  shop_id: idSchema.nullish().catch(null),
  title: z.string(),
  description: optionalText,
  state: z.string().min(1),
  quantity: optionalInt,
  url: optionalText,
  price: moneySchema,
  shop_section_id: optionalInt,
  tags: texts,
  materials: texts,
  skus: texts,
  listing_type: z
    .union([z.string(), z.number().transform(String)])
    .nullish()
    .catch(null),
  has_variations: z.boolean().nullish().catch(null),
  is_personalizable: z.boolean().nullish().catch(null),
  created_timestamp: optionalInt,
  updated_timestamp: optionalInt,
  last_modified_timestamp: optionalInt,
  ending_timestamp: optionalInt,
  processing_min: optionalInt,
  processing_max: optionalInt,
  readiness_state_id: optionalInt,
  is_private: z.boolean().nullish().catch(null),
  images: z.array(imageSchema).nullish().catch(null),
  /** Absent when not asked for; null when the listing was never edited in Etsy's inventory tool. */
  inventory: inventorySchema.nullish().catch(null),
});

/** A list; rows are read one by one, so that one strange row does not hide the others. */
export const listingPageSchema = z
  .object({ count: z.int().min(0), results: z.array(z.unknown()) })
  .transform(({ count, results }): EtsyListingPage => {
    const page: EtsyListingPage = { count, listings: [], rejected: [] };
    for (const row of results) {
      const parsed = listingSchema.safeParse(row);
      if (parsed.success) page.listings.push(parsed.data);
      else page.rejected.push({ listingId: looseId(row), problem: problemOf(parsed.error) });
    }
    return page;
  });

/** The pictures of one listing. */
export const imagesSchema = z.object({ results: z.array(imageSchema) });

export type EtsyImage = z.output<typeof imageSchema>;
export type EtsyMoney = z.output<typeof moneySchema>;
export type EtsyInventory = z.output<typeof inventorySchema>;
export type EtsyProduct = z.output<typeof productSchema>;
export type EtsyOffering = z.output<typeof offeringSchema>;
export type EtsyPropertyValue = z.output<typeof propertyValueSchema>;
export type EtsyListing = z.output<typeof listingSchema>;

/** One page of listings. `count` is the length of the whole list. */
export interface EtsyListingPage {
  count: number;
  listings: EtsyListing[];
  /** Rows that could not be read: Etsy's shape has drifted. They exist all the same, so do not take them for deleted. */
  rejected: { listingId: number | null; problem: string }[];
}

function looseId(row: unknown): number | null {
  const parsed = z.object({ listing_id: idSchema }).safeParse(row);
  return parsed.success ? parsed.data.listing_id : null;
}

function problemOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'not valid' : `${issue.path.join('.')}: ${issue.message}`;
}
