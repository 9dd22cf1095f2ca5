export { EtsyConnectService, type ReturningBrowser } from './connection/etsy-connect.service.js';
export {
  EtsyConnectionsRepository,
  type EtsyConnectionRow,
} from './connection/etsy-connections.repository.js';
export { etsyScopes } from './connection/etsy-scopes.js';
export { EtsyDisconnectService } from './connection/etsy-disconnect.service.js';
export { EtsyTokensService } from './connection/etsy-tokens.service.js';
export { GrantWatchService } from './connection/grant-watch.service.js';
export type { ShopDetails } from './connection/shop-details.js';
export { ShopFactsService, type ShopFacts } from './connection/shop-facts.service.js';
export { notConnected, syncFailed } from './etsy.errors.js';
export { PublishProposal, ReadOrder, SyncShop } from './etsy.jobs.js';
export { EtsyModule } from './etsy.module.js';
export { ListingRefreshService } from './live/listing-refresh.service.js';
export { LiveCatalogueService } from './live/live-catalogue.service.js';
export { type ShopNotice, ShopNoticesRepository } from './notices/shop-notices.repository.js';
export { OrderEventsRepository } from './orders/order-events.repository.js';
export { OrderEventsService } from './orders/order-events.service.js';
export { type OrderAnswer, OrderStatusService } from './orders/order-status.service.js';
export { type DiffLine, diffOf } from './proposals/proposal-change.js';
export type { ProposalWish } from './proposals/proposal-drafts.js';
export { ProposalPublisherService } from './proposals/proposal-publisher.service.js';
export type { ProposalKind, ProposalStatus } from './proposals/proposal.entity.js';
export {
  type NewProposal,
  type Proposal,
  ProposalsRepository,
} from './proposals/proposals.repository.js';
export { ProposalsService } from './proposals/proposals.service.js';
export { QuotaGovernor, type QuotaState } from './quota/quota-governor.service.js';
export { SyncScheduleService } from './sync/rhythm/sync-schedule.service.js';
export { ShopRetentionService } from './sync/shop-retention.service.js';
export { ShopSyncService } from './sync/shop-sync.service.js';
export { syncChannel } from './sync/sync-endings.service.js';
export { isOpen, SyncRequestsService } from './sync/sync-requests.service.js';
export { SyncRunsRepository, type SyncRunRow } from './sync/sync-runs.repository.js';
