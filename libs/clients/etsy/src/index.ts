/** Etsy's Open API v3 and OAuth, without a word of the product. */
export { createPkcePair, type PkcePair } from './pkce.js';
export { currencyDigits, type MinorMoney, toMinorMoney } from './etsy-money.js';
export { decodeEtsyText } from './etsy-text.js';
export {
  type EtsyImage,
  type EtsyInventory,
  type EtsyListing,
  type EtsyListingPage,
  type EtsyMoney,
  type EtsyOffering,
  type EtsyProduct,
  type EtsyPropertyValue,
  listingSchema as etsyListingSchema,
} from './etsy-listing.schemas.js';
export type { EtsyReceipt, EtsyShipment } from './etsy-receipt.schemas.js';
export type { EtsyReturnPolicy, EtsySection, EtsySelf, EtsyShop } from './etsy-shop.schemas.js';
export {
  ETSY_LISTING_STATES,
  ETSY_MAX_OFFSET,
  ETSY_MAX_PAGE,
  EtsyClient,
  type EtsyListingChanges,
  type EtsyListingState,
  type EtsyPageOptions,
} from './etsy.client.js';
export { EtsyFailure, type EtsyFailureReason, type EtsyIssue } from './etsy.errors.js';
export {
  ETSY_REFRESH_TOKEN_DAYS,
  EtsyOAuthClient,
  type EtsyOAuthOptions,
  type EtsyScope,
  type EtsyTokens,
} from './etsy-oauth.client.js';
export {
  type EtsyPriority,
  type EtsyQuotaGate,
  type EtsyQuotaSnapshot,
  type EtsyTicket,
  OPEN_GATE,
} from './etsy-quota.js';
export type { EtsyCall, EtsyTransportOptions as EtsyClientOptions } from './etsy-transport.js';
export { findInventories, findListings, type FoundInventories } from './find-listings.js';
export { inBatches } from './in-batches.js';
export {
  type EtsyInventoryUpdate,
  type EtsyProductUpdate,
  inventoryToUpdate,
} from './inventory-update.js';
export {
  type EtsyOrderEvent,
  type EtsyOrderWebhookResult,
  readOrderWebhook,
} from './order-webhook.js';
