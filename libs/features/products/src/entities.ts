export { ProductEntity } from './product.entity.js';
