export { EtsyModule } from './etsy.module.js';
export { EtsyConnectionsRepository, type EtsyConnectionRow } from './etsy-connections.repository.js';
export { ShopFactsService, type ShopFacts } from './shop-facts.service.js';
