/** The only way a product becomes JSON. */
import { decimalPrice, type Product } from '#features/products';
import type { ProductDetailsDto, ProductDto } from './products.dto.js';

export function presentProduct(product: Product): ProductDto {
  const { id, etsyId, title, description, priceMinor, currency } = product;
  const { quantity, state, tags, images, url, syncedAt } = product;
  return {
    id,
    etsyListingId: etsyId,
    title,
    description,
    price: decimalPrice(priceMinor),
    currency,
    quantity,
    state,
    tags,
    images,
    url,
    syncedAt,
  };
}

export function presentDetails(product: Product): ProductDetailsDto {
  return {
    ...presentProduct(product),
    skus: product.skus,
    variants: product.variants.map(({ options, sku, priceMinor, quantity, enabled }) => ({
      options,
      sku,
      price: decimalPrice(priceMinor),
      quantity,
      available: enabled && quantity !== 0,
    })),
  };
}
