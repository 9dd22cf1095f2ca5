export { CatalogueEntity } from './catalogue/catalogue.entity.js';
export { ProductEntity } from './catalogue/product.entity.js';
export { ProductWordEntity } from './words/product-word.entity.js';
