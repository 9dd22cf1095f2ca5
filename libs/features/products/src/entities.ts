export { CatalogueEntity } from './catalogue.entity.js';
export { ProductEntity } from './product.entity.js';
export { ProductWordEntity } from './product-word.entity.js';
