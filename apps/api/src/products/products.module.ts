import { Module } from '@nestjs/common';
import { EtsyModule } from '#features/etsy';
import { ProductsModule } from '#features/products';
import { ClockModule } from '#platform/clock';
import { RedisModule } from '#platform/redis';
import { HttpModule } from '../http/http.module.js';
import { ProductsController } from './products.controller.js';
import { ProposalsController } from './proposals.controller.js';
import { SyncController } from './sync.controller.js';
import { SyncProgress } from './sync-progress.service.js';

/** Everything under /products. */
@Module({
  imports: [ClockModule, EtsyModule, HttpModule, ProductsModule, RedisModule],
  // The one with the parameter last: /products/:id would match the others' paths.
  controllers: [ProposalsController, SyncController, ProductsController],
  providers: [SyncProgress],
})
export class ProductsApiModule {}
