import { Module } from '@nestjs/common';
import { CatalogueService } from './catalogue.service.js';
import { ProductListsRepository } from './product-lists.repository.js';
import { ProductMatchesRepository } from './product-matches.repository.js';
import { ProductPagesService } from './product-pages.service.js';
import { ProductSearchService } from './product-search.service.js';
import { ProductWordsRepository } from './product-words.repository.js';
import { ProductsRepository } from './products.repository.js';

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
