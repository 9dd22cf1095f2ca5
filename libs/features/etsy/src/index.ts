export { EtsyConnectService } from './etsy-connect.service.js';
export {
  EtsyConnectionsRepository,
  type EtsyConnectionRow,
} from './etsy-connections.repository.js';
export { EtsyDisconnectService } from './etsy-disconnect.service.js';
export { notConnected, syncFailed } from './etsy.errors.js';
export { SyncShop } from './etsy.jobs.js';
export { EtsyModule } from './etsy.module.js';
export { ShopFactsService, type ShopFacts } from './shop-facts.service.js';
export { ShopSyncService } from './shop-sync.service.js';
export { isOpen, SyncRequestsService } from './sync-requests.service.js';
export { SyncRunsRepository, type SyncRunRow } from './sync-runs.repository.js';
