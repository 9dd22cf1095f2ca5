/** What the Etsy stand-in remembers across a restart: shops, grants and tokens, what owners changed, and orders. */
import { z } from 'zod';
import type { ListingEdits } from './catalogue/catalogue.js';
import type { ListingState } from './catalogue/standin-listing.js';

const STATE_VERSION = 1;

/** A shop and the member who owns it. Times are seconds since 1970. */
export interface ShopRecord {
  shopId: number;
  userId: number;
  name: string;
  loginName: string;
  title: string;
  announcement: string | null;
  currency: string;
  isVacation: boolean;
  vacationMessage: string | null;
  policies: ShopPolicies;
  createdAt: number;
  updatedAt: number;
  /** How its listings are generated. */
  kind: 'demo' | 'bulk';
  seed: number;
  listings: number;
  states: Partial<Record<ListingState, number>>;
  firstListingId: number;
  firstSectionId: number;
}

export interface ShopPolicies {
  policy_welcome: string | null;
  policy_payment: string | null;
  policy_shipping: string | null;
  policy_refunds: string | null;
  policy_additional: string | null;
  policy_seller_info: string | null;
  policy_privacy: string | null;
}

/** An authorization code between the consent page and the token endpoint. Times are milliseconds. */
export interface CodeRecord {
  clientId: string;
  redirectUri: string;
  challenge: string;
  scopes: string[];
  userId: number;
  expiresAtMs: number;
  usedAtMs: number | null;
}

export interface TokenRecord {
  kind: 'access' | 'refresh';
  clientId: string;
  userId: number;
  scopes: string[];
  expiresAtMs: number;
  /** `used`: a refresh token that was exchanged; `revoked`: the member or a new password ended the grant. */
  status: 'live' | 'used' | 'revoked';
}

export interface ReceiptRecord {
  receiptId: number;
  shopId: number;
  listingId: number;
  productId: number | null;
  sku: string | null;
  title: string;
  quantity: number;
  priceMinor: number;
  buyerUserId: number;
  buyerName: string;
  status: 'paid' | 'completed' | 'canceled';
  isShipped: boolean;
  createdAt: number;
  updatedAt: number;
  /** Where it goes; null or absent: hidden, as from new applications in some regions. */
  zip?: string | null;
  countryIso?: string | null;
  shipment?: ShipmentRecord | null;
  expectedShipAt?: number | null;
}

export interface ShipmentRecord {
  carrier: string;
  trackingCode: string;
  shippedAt: number;
}

export interface EtsyState {
  /** Raised when the shape changes; a file of another version is set aside and the demo starts anew. */
  version: typeof STATE_VERSION;
  shops: ShopRecord[];
  /** By the code's text. */
  codes: Record<string, CodeRecord>;
  /** By the token's text. */
  tokens: Record<string, TokenRecord>;
  /** By shop id, then listing id. */
  edits: Record<string, ListingEdits>;
  receipts: ReceiptRecord[];
  /** The last id given to anything new. */
  lastId: number;
  /** How many steps of everyday life have passed (see `everyday-life.ts`). */
  ticks: number;
}

/** A stand-in that has seen nothing yet. */
export function emptyEtsyState(): EtsyState {
  return {
    version: STATE_VERSION,
    shops: [],
    codes: {},
    tokens: {},
    edits: {},
    receipts: [],
    lastId: 5_000_000_000,
    ticks: 0,
  };
}

const versionSchema = z.object({ version: z.literal(STATE_VERSION) });

/** A state file as it was written by this version. Throws for any other. */
export function readEtsyState(raw: unknown): EtsyState {
  return z.custom<EtsyState>((value) => versionSchema.safeParse(value).success).parse(raw);
}
