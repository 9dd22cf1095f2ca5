/** Members, shops, sections, return policies and orders as Etsy sends them, read leniently. */
import { z } from 'zod';
import { idSchema } from './etsy-listing.schemas.js';

const optionalText = z.string().nullish().catch(null);
const optionalFlag = z.boolean().nullish().catch(null);

/** Who the token belongs to; `shop_id` is missing for a member without a shop. */
export const selfSchema = z.object({ user_id: idSchema, shop_id: idSchema.nullish() });

/** A shop; fields nobody knows are kept. */
export const shopSchema = z.looseObject({
  shop_id: idSchema,
  user_id: idSchema.nullish().catch(null),
  shop_name: z.string(),
  title: optionalText,
  announcement: optionalText,
  currency_code: optionalText,
  is_vacation: optionalFlag,
  vacation_message: optionalText,
  policy_welcome: optionalText,
  policy_payment: optionalText,
  policy_shipping: optionalText,
  policy_refunds: optionalText,
  policy_additional: optionalText,
  accepts_custom_requests: optionalFlag,
  listing_active_count: z.int().nullish().catch(null),
  url: optionalText,
  icon_url_fullxfull: optionalText,
});

/** One shop by Etsy's document; a list of one has been seen. */
export const shopByOwnerSchema = z.union([
  shopSchema,
  z.object({ results: z.tuple([shopSchema], z.unknown()) }).transform((list) => list.results[0]),
]);

export const sectionSchema = z.looseObject({
  shop_section_id: idSchema,
  title: z.string(),
  rank: z.int().nullish().catch(null),
  active_listing_count: z.int().nullish().catch(null),
});
export const sectionsSchema = z.object({ results: z.array(sectionSchema) });

export const returnPolicySchema = z.looseObject({
  return_policy_id: idSchema,
  accepts_returns: optionalFlag,
  accepts_exchanges: optionalFlag,
  return_deadline: z.int().nullish().catch(null),
});
export const returnPoliciesSchema = z.object({ results: z.array(returnPolicySchema) });

export const pingSchema = z.looseObject({ application_id: idSchema.nullish() });

export type EtsySelf = z.output<typeof selfSchema>;
export type EtsyShop = z.output<typeof shopSchema>;
export type EtsySection = z.output<typeof sectionSchema>;
export type EtsyReturnPolicy = z.output<typeof returnPolicySchema>;
