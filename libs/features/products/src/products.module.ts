import { Module } from '@nestjs/common';
import { CatalogueService } from './catalogue.service.js';
import { ProductsRepository } from './products.repository.js';

/** The synced catalogue. */
@Module({
  providers: [CatalogueService, ProductsRepository],
  exports: [CatalogueService, ProductsRepository],
})
export class ProductsModule {}
