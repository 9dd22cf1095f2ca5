import { Module } from '@nestjs/common';
import { EtsyConnectionsRepository } from './etsy-connections.repository.js';
import { ShopFactsService } from './shop-facts.service.js';

/** A seller's Etsy shop: its connection and its sync. */
@Module({
  providers: [EtsyConnectionsRepository, ShopFactsService],
  exports: [EtsyConnectionsRepository, ShopFactsService],
})
export class EtsyModule {}
