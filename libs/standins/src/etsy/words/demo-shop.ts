/** What the demo shop "Willow & Clay", and every other shop of the stand-in, says about itself. */
import type { ShopPolicies } from '../etsy-state.js';

/** The demo shop's member and shop. */
export const DEMO_OWNER = {
  shopId: 48_213_907,
  userId: 731_550_264,
  name: 'WillowAndClay',
  listings: 300,
  seed: 20_251,
} as const;

/** Shops that are opened for newcomers on the consent page, in this order. */
export const NEWCOMER_NAMES = [
  'HarborAndPine',
  'BirchAndWool',
  'StoneAndSage',
  'LinenAndLight',
  'MossAndMaple',
] as const;

const ANNOUNCEMENT =
  'Welcome to Willow & Clay! New mugs and candles come out of the studio every other week. Orders for the holidays: please place them by December 10.';

/** What every new shop starts with. */
export const DEMO_SHOP = {
  isVacation: false,
  vacationMessage:
    "We're away from the studio until Monday. Orders placed now are posted the day after.",
} as const;

const POLICIES: ShopPolicies = {
  policy_welcome: 'Thank you for looking around. We are two people and a kiln in Hudson, New York.',
  policy_payment:
    'We accept every way to pay that Etsy offers. The order is packed once the payment has cleared.',
  policy_shipping:
    'Orders leave the studio within 1 to 7 business days (see each item). In the US parcels take 3 to 5 business days, to Canada 6 to 10, to Europe 8 to 14. Shipping is free in the US from $75. Import duties abroad are paid by the buyer.',
  policy_refunds:
    'Returns and exchanges are accepted within 30 days of delivery, in unused condition; the buyer pays the return postage. Personalised items, earrings and downloads cannot be returned. If something arrives broken, send us a photo within 7 days and we replace it.',
  policy_additional: 'Wholesale and custom orders are welcome: tell us what you have in mind.',
  policy_seller_info: 'Willow & Clay Studio, Hudson, NY',
  policy_privacy: 'We use your address to send your order and for nothing else.',
};

/** The announcement of a shop; every shop speaks in its own name. */
export function announcementOf(shopName: string): string {
  return ANNOUNCEMENT.replace('Willow & Clay', () => spoken(shopName));
}

/** The policies of a shop. */
export function policiesOf(shopName: string): ShopPolicies {
  return { ...POLICIES, policy_seller_info: `${spoken(shopName)} Studio, Hudson, NY` };
}

/** "WillowAndClay" as people say it. */
function spoken(shopName: string): string {
  return shopName.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(' And ', ' & ');
}
