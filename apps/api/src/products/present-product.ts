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
    price: decimalPrice(priceMinor, currency),
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
  const { currency, state, skus } = product;
  const variants = product.variants.map(({ options, sku, priceMinor, quantity, enabled }) => ({
    options,
    sku,
    price: decimalPrice(priceMinor, currency),
    quantity,
    available: state === 'active' && enabled && quantity !== 0,
  }));
  return Object.assign(presentProduct(product), { skus, variants });
}
