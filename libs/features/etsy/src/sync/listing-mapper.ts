/** Etsy's listing -> our product. Pure. HTML entities decoded, money in minor units, an open set of states. */
import { createHash } from 'node:crypto';
import { decodeEtsyText, toMinorMoney, type EtsyInventory, type EtsyListing } from '#clients/etsy';
import type { ListingSnapshot, ProductImage, ProductVariant } from '#features/products';
import { optionsOf } from './listing-options.js';

/**
 * @param inventory undefined: not asked for; null: Etsy has no inventory record, so the stock of options is unknown
 */
export function listingSnapshot(
  listing: EtsyListing,
  inventory: EtsyInventory | null | undefined,
): ListingSnapshot {
  const price = toMinorMoney(listing.price);
  const mapped = {
    etsyId: String(listing.listing_id),
    title: decodeEtsyText(listing.title),
    description: decodeEtsyText(listing.description ?? ''),
    priceMinor: price.amountMinor,
    currency: price.currency,
    quantity: stockOf(listing.quantity),
    state: stateOf(listing),
    tags: listing.tags.map(decodeEtsyText),
    skus: listing.skus.map(decodeEtsyText),
    images: (listing.images ?? []).map(imageOf),
    variants: inventory
      ? inventory.products.filter((product) => !product.is_deleted).flatMap(variantsOf)
      : [],
    url: listing.url ?? `https://www.etsy.com/listing/${listing.listing_id}`,
  };
  const updated = listing.last_modified_timestamp ?? listing.updated_timestamp;
  return {
    ...mapped,
    rawData: inventory === undefined ? listing : { ...listing, inventory },
    etsyUpdatedAt: updated ? new Date(updated * 1_000) : null,
    contentHash: createHash('sha256').update(JSON.stringify(mapped)).digest('base64url'),
  };
}

/** On sale for one buyer, whom Etsy does not name, and hidden from all others: no state of Etsy's says that. */
function stateOf({ state, is_private }: EtsyListing): string {
  return state === 'active' && is_private === true ? 'private' : state;
}

/** Fewer than none are none. */
function stockOf(quantity: number | null | undefined): number | null {
  return quantity == null ? null : Math.max(0, quantity);
}

function imageOf(image: NonNullable<EtsyListing['images']>[number]): ProductImage {
  return {
    url: image.url_fullxfull,
    thumbnailUrl: image.url_170x135 ?? image.url_75x75 ?? image.url_570xN ?? image.url_fullxfull,
    altText: image.alt_text ? decodeEtsyText(image.alt_text) : null,
  };
}

function variantsOf(product: EtsyInventory['products'][number]): ProductVariant[] {
  if (product.property_values.length === 0) return [];
  const options = optionsOf(product);
  return product.offerings
    .filter((offering) => !offering.is_deleted)
    .map((offering) => ({
      options,
      sku: product.sku ? decodeEtsyText(product.sku) : null,
      priceMinor: toMinorMoney(offering.price).amountMinor,
      quantity: stockOf(offering.quantity),
      enabled: offering.is_enabled,
    }));
}
