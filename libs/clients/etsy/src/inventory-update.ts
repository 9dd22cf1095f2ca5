/**
 * The body of updateListingInventory. Etsy replaces the whole inventory by it and does not take its own GET body back:
 * ids, deleted rows and scale names must go, Money becomes a decimal, escaped text becomes plain. A variation that is
 * left out is deleted, so start from `inventoryToUpdate` of what was just read and change only what you mean to.
 */
import { decodeEtsyText } from './etsy-text.js';
import type { EtsyInventory, EtsyMoney, EtsyProduct } from './etsy-listing.schemas.js';

export interface EtsyInventoryUpdate {
  products: EtsyProductUpdate[];
  price_on_property: number[];
  quantity_on_property: number[];
  sku_on_property: number[];
  readiness_state_on_property: number[];
}

export interface EtsyProductUpdate {
  sku: string;
  property_values: {
    property_id: number;
    /** Absent where Etsy did not tell one: an empty name would be a new one. */
    property_name?: string;
    scale_id: number | null;
    value_ids: number[];
    values: string[];
  }[];
  /** Etsy allows one offering for each product. `price` in major units: 24.99. */
  offerings: {
    price: number;
    quantity: number;
    is_enabled: boolean;
    readiness_state_id: number | null;
  }[];
}

/** The update that changes nothing: the same products, options, prices and stock. */
export function inventoryToUpdate(inventory: EtsyInventory): EtsyInventoryUpdate {
  return {
    products: inventory.products.filter((p) => !p.is_deleted).map(productToUpdate),
    price_on_property: inventory.price_on_property,
    quantity_on_property: inventory.quantity_on_property,
    sku_on_property: inventory.sku_on_property,
    readiness_state_on_property: inventory.readiness_state_on_property,
  };
}

function productToUpdate(product: EtsyProduct): EtsyProductUpdate {
  return {
    sku: decodeEtsyText(product.sku ?? ''),
    property_values: product.property_values.map((v) => ({
      property_id: v.property_id,
      ...(v.property_name && { property_name: decodeEtsyText(v.property_name) }),
      scale_id: v.scale_id ?? null,
      value_ids: v.value_ids,
      values: v.values.map(decodeEtsyText),
    })),
    offerings: product.offerings
      .filter((o) => !o.is_deleted)
      .map((o) => ({
        price: toDecimal(o.price),
        quantity: o.quantity,
        is_enabled: o.is_enabled,
        readiness_state_id: o.readiness_state_id ?? null,
      })),
  };
}

/** `amount / divisor`, without the noise of binary fractions. */
function toDecimal({ amount, divisor }: EtsyMoney): number {
  return divisor > 0 ? Number((amount / divisor).toFixed(Math.ceil(Math.log10(divisor)))) : amount;
}
