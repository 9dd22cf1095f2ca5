import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  AgentTurnsModule,
  AgentsModule,
  DrainDeliveries,
  RunTurn,
  WorkerIdentity,
} from '#features/agents';
import { AuthModule } from '#features/auth';
import { EtsyModule, PublishProposal, ReadOrder, SyncShop } from '#features/etsy';
import { MessagingModule } from '#features/messaging';
import { AppConfig, ConfigModule } from '#platform/config';
import { LoggingModule } from '#platform/logging';
import { MetricsModule } from '#platform/metrics';
import { QueueModule } from '#platform/queue';
import { RedisModule } from '#platform/redis';
import { dataSourceOptions } from '#schema';
import { RunTurnHandler } from './agents/run-turn.handler.js';
import { EventRetentionSweep } from './agents/event-retention-sweep.service.js';
import { TurnSweepService } from './agents/turn-sweep.service.js';
import { BotDirectionSweep } from './messaging/bot-direction-sweep.service.js';
import { ChannelHolders } from './messaging/channel-holders.service.js';
import { NotificationSweepService } from './messaging/notification-sweep.service.js';
import { HousekeepingSweepService } from './auth/housekeeping-sweep.service.js';
import { DeliverySweepService } from './messaging/delivery-sweep.service.js';
import { PublishProposalHandler } from './etsy/publish-proposal.handler.js';
import { ReadOrderHandler } from './etsy/read-order.handler.js';
import { ShopDeadlinesService } from './etsy/shop-deadlines.service.js';
import { ShopNoticeTeller } from './etsy/shop-notice-teller.service.js';
import { ShopWorkSweep } from './etsy/shop-work-sweep.service.js';
import { SyncShopHandler } from './etsy/sync-shop.handler.js';
import { SyncSweepService } from './etsy/sync-sweep.service.js';
import { BootChecks } from './boot-checks.service.js';
import { connectPatiently } from './connect-patiently.js';
import { DatabaseWatch } from './database-watch.service.js';
import { BacklogSweepService } from './metrics/backlog-sweep.service.js';
import { DrainDeliveriesHandler } from './messaging/drain-deliveries.handler.js';
import { WorkerLifecycle } from './worker-lifecycle.service.js';

const CONTRACTS = [RunTurn, DrainDeliveries, SyncShop, ReadOrder, PublishProposal];

/** A worker process: every job handler, every sweep. */
@Module({
  imports: [
    LoggingModule.forApp('worker'),
    MetricsModule,
    ConfigModule,
    TypeOrmModule.forRootAsync({
      imports: [ConfigModule],
      inject: [AppConfig],
      useFactory: (config: AppConfig) =>
        dataSourceOptions(config.databaseUrl, { applicationName: 'ifa-worker', poolSize: 20 }),
      dataSourceFactory: connectPatiently,
    }),
    RedisModule,
    QueueModule.forWorker({ contracts: CONTRACTS, workerId: WorkerIdentity.ofThisProcess.id }),
    AgentsModule,
    AgentTurnsModule,
    AuthModule,
    EtsyModule,
    MessagingModule,
  ],
  providers: [
    BacklogSweepService,
    BootChecks,
    BotDirectionSweep,
    ChannelHolders,
    DatabaseWatch,
    NotificationSweepService,
    RunTurnHandler,
    DrainDeliveriesHandler,
    EventRetentionSweep,
    PublishProposalHandler,
    ReadOrderHandler,
    ShopDeadlinesService,
    ShopNoticeTeller,
    ShopWorkSweep,
    SyncShopHandler,
    SyncSweepService,
    TurnSweepService,
    DeliverySweepService,
    HousekeepingSweepService,
    WorkerLifecycle,
  ],
})
export class WorkerModule {}
