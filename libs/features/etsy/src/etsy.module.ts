import { Module } from '@nestjs/common';
import { EtsyClient, EtsyOAuthClient } from '#clients/etsy';
import { ProductsModule } from '#features/products';
import { ClockModule } from '#platform/clock';
import { AppConfig, ConfigModule } from '#platform/config';
import { CryptoModule } from '#platform/crypto';
import { MetricsModule } from '#platform/metrics';
import { QueueModule } from '#platform/queue';
import { RedisModule } from '#platform/redis';
import { EtsyAccessService } from './connection/etsy-access.service.js';
import { EtsyConnectService } from './connection/etsy-connect.service.js';
import { EtsyConnectionsRepository } from './connection/etsy-connections.repository.js';
import { EtsyDisconnectService } from './connection/etsy-disconnect.service.js';
import { EtsyOauthStatesRepository } from './connection/etsy-oauth-states.repository.js';
import { etsyScopes } from './connection/etsy-scopes.js';
import { EtsyTokensService } from './connection/etsy-tokens.service.js';
import { GrantWatchService } from './connection/grant-watch.service.js';
import { ShopFactsService } from './connection/shop-facts.service.js';
import { ListingRefreshService } from './live/listing-refresh.service.js';
import { LiveCatalogueService } from './live/live-catalogue.service.js';
import { ShopNoticesRepository } from './notices/shop-notices.repository.js';
import { OrderChecksRepository } from './orders/order-checks.repository.js';
import { OrderEventsRepository } from './orders/order-events.repository.js';
import { OrderEventsService } from './orders/order-events.service.js';
import { OrderStatusService } from './orders/order-status.service.js';
import { OrderStockReader } from './orders/order-stock-reader.service.js';
import { ProposalPublisherService } from './proposals/proposal-publisher.service.js';
import { ProposalsRepository } from './proposals/proposals.repository.js';
import { ProposalsService } from './proposals/proposals.service.js';
import { QuotaGovernor } from './quota/quota-governor.service.js';
import { PageReader } from './sync/page-reader.service.js';
import { SyncRhythmRepository } from './sync/rhythm/sync-rhythm.repository.js';
import { SyncScheduleService } from './sync/rhythm/sync-schedule.service.js';
import { ShopRetentionService } from './sync/shop-retention.service.js';
import { ShopSyncService } from './sync/shop-sync.service.js';
import { SyncEndingsService } from './sync/sync-endings.service.js';
import { SyncRequestsService } from './sync/sync-requests.service.js';
import { SyncRunsRepository } from './sync/sync-runs.repository.js';

const CONNECTION = [
  EtsyAccessService,
  EtsyConnectService,
  EtsyConnectionsRepository,
  EtsyDisconnectService,
  EtsyOauthStatesRepository,
  EtsyTokensService,
  GrantWatchService,
  ShopFactsService,
];
const SYNC = [
  ListingRefreshService,
  LiveCatalogueService,
  PageReader,
  ShopRetentionService,
  ShopSyncService,
  SyncEndingsService,
  SyncRequestsService,
  SyncRhythmRepository,
  SyncRunsRepository,
  SyncScheduleService,
];
const ORDERS = [
  OrderChecksRepository,
  OrderEventsRepository,
  OrderEventsService,
  OrderStatusService,
  OrderStockReader,
];
const PROPOSALS = [
  ProposalPublisherService,
  ProposalsRepository,
  ProposalsService,
  ShopNoticesRepository,
];

/** A seller's Etsy shop: its connection, its sync, changes to it, and the budget of requests for all of that. */
@Module({
  imports: [
    ClockModule,
    ConfigModule,
    CryptoModule,
    MetricsModule,
    ProductsModule,
    QueueModule.forProducers(),
    RedisModule,
  ],
  providers: [
    ...CONNECTION,
    ...SYNC,
    ...ORDERS,
    ...PROPOSALS,
    QuotaGovernor,
    {
      provide: EtsyClient,
      inject: [AppConfig, QuotaGovernor],
      useFactory: ({ etsy }: AppConfig, gate: QuotaGovernor) =>
        new EtsyClient({
          apiUrl: etsy.apiUrl,
          apiKey: etsy.apiKey,
          sharedSecret: etsy.sharedSecret,
          gate,
        }),
    },
    {
      provide: EtsyOAuthClient,
      inject: [AppConfig],
      useFactory: ({ etsy }: AppConfig) =>
        new EtsyOAuthClient({
          oauthUrl: etsy.oauthUrl,
          apiUrl: etsy.apiUrl,
          apiKey: etsy.apiKey,
          redirectUri: etsy.redirectUri,
          scopes: etsyScopes(etsy),
        }),
    },
  ],
  exports: [...CONNECTION, ...SYNC, ...ORDERS, ...PROPOSALS, QuotaGovernor],
})
export class EtsyModule {}
