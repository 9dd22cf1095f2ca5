/** The Etsy stand-in. */
export type { EtsyApp } from './api/api-gate.js';
export {
  LISTING_STATES,
  type ListingEdit,
  type ListingState,
  type StandinListing,
} from './catalogue/standin-listing.js';
export type { ReceiptRecord, ShopRecord } from './etsy-state.js';
export type { NewOrder } from './etsy-world.js';
export type { NewShop } from './new-shop.js';
export { EtsyStandin, type EtsyStandinOptions } from './etsy.standin.js';
export type { LifeEvent } from './everyday-life.js';
export type { TokenAnswer } from './oauth/oauth-store.js';
export type { OrderWebhook } from './order-webhook.js';
export type { Fault as EtsyFault } from './trouble/faults.js';
export type { PagingTrouble as EtsyPagingTrouble } from './trouble/paging.js';
export type { RateLimitSettings as EtsyRateLimitSettings } from './trouble/rate-limits.js';
export type {
  LoggedRequest as EtsyLoggedRequest,
  RequestCounters as EtsyRequestCounters,
} from './trouble/request-log.js';
