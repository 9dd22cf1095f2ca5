import { Module } from '@nestjs/common';
import { CatalogueService } from './catalogue/catalogue.service.js';
import { ProductsRepository } from './catalogue/products.repository.js';
import { ProductListsRepository } from './search/product-lists.repository.js';
import { ProductMatchesRepository } from './search/product-matches.repository.js';
import { ProductPagesService } from './search/product-pages.service.js';
import { ProductSearchService } from './search/product-search.service.js';
import { ProductWordsRepository } from './words/product-words.repository.js';

/** The synced catalogue. */
@Module({
  providers: [
    CatalogueService,
    ProductListsRepository,
    ProductMatchesRepository,
    ProductPagesService,
    ProductSearchService,
    ProductWordsRepository,
    ProductsRepository,
  ],
  exports: [CatalogueService, ProductsRepository],
})
export class ProductsModule {}
