import { Module } from '@nestjs/common';
import { EtsyClient, EtsyOAuthClient } from '#clients/etsy';
import { ProductsModule } from '#features/products';
import { ClockModule } from '#platform/clock';
import { AppConfig, ConfigModule } from '#platform/config';
import { CryptoModule } from '#platform/crypto';
import { QueueModule } from '#platform/queue';
import { EtsyConnectService } from './connection/etsy-connect.service.js';
import { EtsyConnectionsRepository } from './connection/etsy-connections.repository.js';
import { EtsyDisconnectService } from './connection/etsy-disconnect.service.js';
import { EtsyOauthStatesRepository } from './connection/etsy-oauth-states.repository.js';
import { EtsyTokensService } from './connection/etsy-tokens.service.js';
import { ShopFactsService } from './connection/shop-facts.service.js';
import { ShopSyncService } from './sync/shop-sync.service.js';
import { SyncRequestsService } from './sync/sync-requests.service.js';
import { SyncRunsRepository } from './sync/sync-runs.repository.js';

const SERVICES = [
  EtsyConnectService,
  EtsyConnectionsRepository,
  EtsyDisconnectService,
  EtsyOauthStatesRepository,
  EtsyTokensService,
  ShopFactsService,
  ShopSyncService,
  SyncRequestsService,
  SyncRunsRepository,
];

/** A seller's Etsy shop: its connection and its sync. */
@Module({
  imports: [ClockModule, ConfigModule, CryptoModule, ProductsModule, QueueModule.forProducers()],
  providers: [
    ...SERVICES,
    {
      provide: EtsyClient,
      inject: [AppConfig],
      useFactory: ({ etsy }: AppConfig) =>
        new EtsyClient({
          apiUrl: etsy.apiUrl,
          apiKey: etsy.apiKey,
          sharedSecret: etsy.sharedSecret,
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
        }),
    },
  ],
  exports: SERVICES,
})
export class EtsyModule {}
