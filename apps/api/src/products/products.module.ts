import { Module } from '@nestjs/common';
import { EtsyModule } from '#features/etsy';
import { ProductsModule } from '#features/products';
import { HttpModule } from '../http/http.module.js';
import { ProductsController } from './products.controller.js';

/** Everything under /products. */
@Module({
  imports: [EtsyModule, HttpModule, ProductsModule],
  controllers: [ProductsController],
})
export class ProductsApiModule {}
