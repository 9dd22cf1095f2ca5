export {
  CatalogueService,
  type AgentProduct,
  type AgentProductDetails,
} from './catalogue.service.js';
export { decimalPrice, type ListingSnapshot, type Product } from './product.js';
export type { ProductImage, ProductVariant } from './product.entity.js';
export { ProductsModule } from './products.module.js';
export { ProductsRepository } from './products.repository.js';
