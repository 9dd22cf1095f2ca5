/**
 * The stand-in's listings and shops in the words of Etsy's document (API v3, as of September 2026).
 * Like the real API it escapes HTML in what sellers type (`&#39;`, `&amp;`, `&quot;`).
 */
import type { ShopRecord } from '../etsy-state.js';
import {
  listingPriceMinor,
  listingQuantity,
  type StandinImage,
  type StandinInventory,
  type StandinListing,
  type StandinProduct,
} from '../catalogue/standin-listing.js';

type Json = Record<string, unknown>;

/** What every body needs to know of its shop. */
export interface JsonContext {
  shop: ShopRecord;
  /** Where pictures are served from, such as http://127.0.0.1:8090/etsy. */
  baseUrl: string;
  /** SKUs are blank for anyone but the owner. */
  isOwner: boolean;
}

/** HTML escaping as Etsy does it in titles, descriptions, sections and alt texts. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Etsy's Money. */
export function moneyJson(amountMinor: number, currency: string): Json {
  return { amount: amountMinor, divisor: divisorOf(currency), currency_code: currency };
}

/** Minor units of one unit of a currency. */
export function divisorOf(currency: string): number {
  return currency === 'JPY' ? 1 : 100;
}

/** A ShopListing with its associations: those that were asked for, and those that always come. */
export function listingJson(
  listing: StandinListing,
  context: JsonContext,
  includes: readonly string[] = [],
): Json {
  return { ...plainListingJson(listing, context), ...associations(listing, context, includes) };
}

/** A ShopListing alone, as section lists have it. */
export function plainListingJson(listing: StandinListing, context: JsonContext): Json {
  return {
    ...listingIdentity(listing, context),
    ...listingTimes(listing),
    ...listingDetails(listing),
    price: moneyJson(listingPriceMinor(listing), context.shop.currency),
  };
}

function listingIdentity(listing: StandinListing, { shop }: JsonContext): Json {
  return {
    listing_id: listing.listingId,
    user_id: shop.userId,
    shop_id: shop.shopId,
    title: escapeHtml(listing.title),
    description: escapeHtml(listing.description),
    state: listing.state,
    quantity: listingQuantity(listing),
    shop_section_id: listing.sectionId,
    featured_rank: -1,
    is_private: listing.isPrivate ?? false,
    url: `https://www.etsy.com/listing/${listing.listingId}/${slug(listing.title)}`,
    num_favorers: listing.favorers,
    language: 'en-US',
  };
}

function listingTimes({ createdAt, updatedAt, endingAt }: StandinListing): Json {
  return {
    creation_timestamp: createdAt,
    created_timestamp: createdAt,
    ending_timestamp: endingAt,
    original_creation_timestamp: createdAt,
    last_modified_timestamp: updatedAt,
    updated_timestamp: updatedAt,
    state_timestamp: updatedAt,
  };
}

function listingDetails(listing: StandinListing): Json {
  return {
    non_taxable: false,
    is_taxable: true,
    is_customizable: true,
    is_personalizable: listing.isPersonalizable,
    listing_type: listing.listingType,
    tags: listing.tags.map(escapeHtml),
    materials: listing.materials.map(escapeHtml),
    shipping_profile_id: listing.listingType === 'download' ? null : 210_000_001,
    return_policy_id: listing.listingType === 'download' ? null : 1_100_000_001,
    processing_min: listing.processingDays?.[0] ?? null,
    processing_max: listing.processingDays?.[1] ?? null,
    who_made: 'i_did',
    when_made: 'made_to_order',
    is_supply: false,
    item_weight: null,
    item_weight_unit: null,
    item_length: null,
    item_width: null,
    item_height: null,
    item_dimensions_unit: null,
    style: [],
    file_data: listing.listingType === 'download' ? '1 PDF' : '',
    has_variations: (listing.inventory?.products.length ?? 0) > 1,
    should_auto_renew: true,
    taxonomy_id: listing.taxonomyId,
    readiness_state_id: null,
    suggested_title: null,
    rich_description: null,
  };
}

type Association = (listing: StandinListing, context: JsonContext) => Json;

const ASSOCIATIONS: Record<string, Association> = {
  Images: (listing, context) => ({
    images: listing.images.map((image, k) => imageJson(listing, image, k + 1, context)),
  }),
  Inventory: (listing, context) => ({
    inventory: listing.inventory && inventoryJson(listing.inventory, context),
  }),
  Shop: (_listing, context) => ({ shop: shopJson(context.shop, null) }),
  Videos: () => ({ videos: [] }),
  Personalization: () => ({ personalization: null }),
  Translations: () => ({ translations: {} }),
};

function associations(
  listing: StandinListing,
  context: JsonContext,
  includes: readonly string[],
): Json {
  const skus = context.isOwner ? (listing.inventory?.products ?? []).map((p) => p.sku) : [];
  const parts = includes.map((name) => ASSOCIATIONS[name]?.(listing, context) ?? {});
  return Object.assign({ skus, views: listing.views, production_partners: [] }, ...parts);
}

/** A ListingInventory. */
export function inventoryJson(inventory: StandinInventory, context: JsonContext): Json {
  return {
    products: inventory.products.map((product) => productJson(product, context)),
    price_on_property: inventory.priceOnProperty,
    quantity_on_property: inventory.quantityOnProperty,
    sku_on_property: inventory.skuOnProperty,
    readiness_state_on_property: [],
  };
}

function productJson(product: StandinProduct, { shop, isOwner }: JsonContext): Json {
  return {
    product_id: product.productId,
    sku: isOwner ? product.sku : '',
    is_deleted: false,
    offerings: [
      {
        offering_id: product.offeringId,
        quantity: product.quantity,
        is_enabled: product.isEnabled,
        is_deleted: false,
        price: moneyJson(product.priceMinor, shop.currency),
        readiness_state_id: null,
      },
    ],
    property_values: product.propertyValues.map((v) => ({
      property_id: v.propertyId,
      property_name: escapeHtml(v.propertyName),
      scale_id: v.scaleId,
      scale_name: null,
      value_ids: v.valueIds,
      values: v.values.map(escapeHtml),
    })),
  };
}

/** A ListingImage; every size is the same drawing. */
export function imageJson(
  listing: StandinListing,
  image: StandinImage,
  rank: number,
  context: JsonContext,
): Json {
  const url = (size: string): string =>
    `${context.baseUrl}/images/${image.imageId}.svg?size=${size}`;
  return {
    listing_id: listing.listingId,
    listing_image_id: image.imageId,
    hex_code: image.hex.slice(1).toUpperCase(),
    red: Number.parseInt(image.hex.slice(1, 3), 16),
    green: Number.parseInt(image.hex.slice(3, 5), 16),
    blue: Number.parseInt(image.hex.slice(5, 7), 16),
    hue: null,
    saturation: null,
    brightness: null,
    is_black_and_white: false,
    creation_tsz: listing.createdAt,
    created_timestamp: listing.createdAt,
    rank,
    url_75x75: url('75'),
    url_170x135: url('170'),
    url_570xN: url('570'),
    url_fullxfull: url('full'),
    full_height: 1_200,
    full_width: 1_200,
    alt_text: escapeHtml(image.altText),
  };
}

/** A Shop. `activeCount` null leaves the counters out of an embedded shop. */
export function shopJson(shop: ShopRecord, activeCount: number | null): Json {
  return {
    shop_id: shop.shopId,
    user_id: shop.userId,
    shop_name: shop.name,
    login_name: shop.loginName,
    title: shop.title,
    announcement: shop.announcement,
    currency_code: shop.currency,
    is_vacation: shop.isVacation,
    vacation_message: shop.isVacation ? shop.vacationMessage : null,
    vacation_autoreply: shop.isVacation ? shop.vacationMessage : null,
    sale_message: 'Thank you for your order!',
    digital_sale_message: null,
    create_date: shop.createdAt,
    created_timestamp: shop.createdAt,
    update_date: shop.updatedAt,
    updated_timestamp: shop.updatedAt,
    listing_active_count: activeCount ?? 0,
    digital_listing_count: 0,
    accepts_custom_requests: true,
    ...shop.policies,
    policy_update_date: shop.createdAt,
    policy_has_private_receipt_info: false,
    has_unstructured_policies: true,
    url: `https://www.etsy.com/shop/${shop.name}`,
    image_url_760x100: null,
    num_favorers: 412,
    languages: ['en-US'],
    icon_url_fullxfull: null,
    is_using_structured_policies: true,
    has_onboarded_structured_policies: true,
    include_dispute_form_link: false,
    is_direct_checkout_onboarded: true,
    is_etsy_payments_onboarded: true,
    is_calculated_eligible: false,
    is_opted_in_to_buyer_promise: false,
    is_shop_us_based: shop.currency === 'USD',
    transaction_sold_count: 1_873,
    shipping_from_country_iso: 'US',
    shop_location_country_iso: 'US',
    review_count: 318,
    review_average: 4.9,
  };
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
}
