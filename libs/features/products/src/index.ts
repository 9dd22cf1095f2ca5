export type { AgentProduct, AgentProductDetails } from './agent-product.js';
export {
  type AgentSearch,
  CatalogueService,
  presentSearch,
  type StockReport,
} from './catalogue.service.js';
export { currencyDigits, decimalPrice, minorPrice } from './decimal-price.js';
export {
  LOW_STOCK_MAX,
  type ProductQuery,
  type ProductSort,
  type StockFilter,
} from './product-query.js';
export type { ProductPage } from './product-pages.service.js';
export { isInStock, type ListingSnapshot, type Product } from './product.js';
export type { ProductImage, ProductVariant } from './product.entity.js';
export { ProductsModule } from './products.module.js';
export { ProductsRepository } from './products.repository.js';
