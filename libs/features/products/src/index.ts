export type { AgentProduct, AgentProductDetails } from './catalogue/agent-product.js';
export {
  type AgentReader,
  type AgentSearch,
  CatalogueService,
  presentSearch,
  type StockReport,
} from './catalogue/catalogue.service.js';
export { currencyDigits, decimalPrice, minorPrice } from './catalogue/decimal-price.js';
export type { ProductImage, ProductVariant } from './catalogue/product.entity.js';
export { isInStock, type ListingSnapshot, type Product } from './catalogue/product.js';
export { isMeant, optionsKey } from './catalogue/variant-options.js';
export { ProductsRepository } from './catalogue/products.repository.js';
export { ProductsModule } from './products.module.js';
export type { ProductPage } from './search/product-pages.service.js';
export {
  LOW_STOCK_MAX,
  type ProductQuery,
  type ProductSort,
  type StockFilter,
} from './search/product-query.js';
