export { EtsyConnectService } from './connection/etsy-connect.service.js';
export {
  EtsyConnectionsRepository,
  type EtsyConnectionRow,
} from './connection/etsy-connections.repository.js';
export { EtsyDisconnectService } from './connection/etsy-disconnect.service.js';
export { notConnected, syncFailed } from './etsy.errors.js';
export { SyncShop } from './etsy.jobs.js';
export { EtsyModule } from './etsy.module.js';
export { ShopFactsService, type ShopFacts } from './connection/shop-facts.service.js';
export { ShopSyncService } from './sync/shop-sync.service.js';
export { isOpen, SyncRequestsService } from './sync/sync-requests.service.js';
export { SyncRunsRepository, type SyncRunRow } from './sync/sync-runs.repository.js';
