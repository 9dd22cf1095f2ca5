import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ClaudeModule, type ClaudeClientOptions } from '#clients/claude';
import { EtsyModule } from '#features/etsy';
import {
  ConversationLeasesRepository,
  DELIVERY_GATE,
  DELIVERY_OBSERVER,
  DeliveryDrainerService,
  INBOUND_LISTENER,
  MessagingModule,
  TelegramPollerService,
} from '#features/messaging';
import { ProductsModule } from '#features/products';
import { ClockModule } from '#platform/clock';
import { AppConfig, ConfigModule } from '#platform/config';
import { MetricsModule } from '#platform/metrics';
import { RedisModule } from '#platform/redis';
import { TelegramClientModule } from '#clients/telegram';
import { AgentBriefService } from './turns/brief/agent-brief.service.js';
import { AgentRunsRepository } from './runs/agent-runs.repository.js';
import { AGENT_RUNTIME } from './sessions/agent-runtime.js';
import { AgentsModule } from './agents.module.js';
import { BacklogRepository } from './runs/backlog.repository.js';
import { ClaudeRuntime } from './sessions/claude-runtime.js';
import { ConversationSummaryService } from './sessions/conversation-summary.service.js';
import { DeliveryRulesService } from './delivery-rules.service.js';
import { DueTurnsRepository } from './turns/queue/due-turns.repository.js';
import { LeasedTransactionService } from './turns/lease/leased-transaction.service.js';
import { ModelBreaker } from './sessions/model-breaker.js';
import { OutboundService } from './outbound/outbound.service.js';
import { ShopLinksRepository } from './outbound/shop-links.repository.js';
import { RunBooksService } from './runs/run-books.service.js';
import { RunEffectsService } from './runs/run-effects.service.js';
import { SessionOpenerService } from './sessions/session-opener.service.js';
import { SessionPool } from './sessions/session-pool.js';
import { TurnContentService } from './turns/brief/turn-content.service.js';
import { TurnExecutionService } from './turns/turn-execution.service.js';
import { TurnGatesService } from './turns/queue/turn-gates.service.js';
import { TurnMetrics } from './runs/turn-metrics.service.js';
import { TurnNudgerService } from './turns/turn-nudger.service.js';
import { TurnQueueService } from './turns/queue/turn-queue.service.js';
import { TurnRecordsService } from './turns/turn-records.service.js';
import { TurnRepliesService } from './turns/turn-replies.service.js';
import { TurnRunnerService } from './turns/turn-runner.service.js';
import { TurnService } from './turns/turn.service.js';
import { TurnStopListener } from './turns/turn-stop-listener.service.js';
import { TurnStartService } from './turns/turn-start.service.js';
import { WorkerIdentity } from './sessions/worker-identity.js';

const IDLE_SESSION_MS = 5 * 60_000;

function claudeOptions(config: AppConfig): ClaudeClientOptions {
  return {
    baseDir: join(config.dataDir, 'sessions'),
    toolServerName: 'shop',
    bwrapPath: config.agent.bwrapPath ?? undefined,
  };
}

/** A nudge goes first to the worker that keeps a live session, so what is not kept any more must be known. */
function sessionPool(
  config: AppConfig,
  leases: ConversationLeasesRepository,
  { id: worker }: WorkerIdentity,
): SessionPool {
  return new SessionPool(
    { maxIdle: config.agent.concurrency, idleMs: IDLE_SESSION_MS },
    {
      evicted: (conversationId) =>
        void leases.markCold(conversationId, worker).catch(() => undefined),
      closed: () => leases.markAllColdAcrossSellers(worker).catch(() => undefined),
    },
  );
}

/** The turn engine and what it drives: worker processes only. */
@Module({
  imports: [
    AgentsModule,
    ClaudeModule.forRootAsync({
      imports: [ConfigModule],
      inject: [AppConfig],
      useFactory: claudeOptions,
    }),
    ClockModule,
    ConfigModule,
    EtsyModule,
    MessagingModule,
    MetricsModule,
    ProductsModule,
    RedisModule,
    TelegramClientModule,
  ],
  providers: [
    AgentBriefService,
    AgentRunsRepository,
    BacklogRepository,
    ClaudeRuntime,
    ConversationSummaryService,
    DeliveryDrainerService,
    DeliveryRulesService,
    DueTurnsRepository,
    LeasedTransactionService,
    OutboundService,
    RunBooksService,
    RunEffectsService,
    ShopLinksRepository,
    SessionOpenerService,
    TelegramPollerService,
    TurnContentService,
    TurnExecutionService,
    TurnGatesService,
    TurnMetrics,
    TurnQueueService,
    TurnStartService,
    TurnStopListener,
    TurnRecordsService,
    TurnRepliesService,
    TurnRunnerService,
    TurnService,
    { provide: ModelBreaker, useFactory: () => new ModelBreaker() },
    { provide: WorkerIdentity, useValue: WorkerIdentity.ofThisProcess },
    { provide: AGENT_RUNTIME, useExisting: ClaudeRuntime },
    { provide: DELIVERY_GATE, useExisting: DeliveryRulesService },
    { provide: DELIVERY_OBSERVER, useExisting: DeliveryRulesService },
    { provide: INBOUND_LISTENER, useExisting: TurnNudgerService },
    {
      provide: SessionPool,
      inject: [AppConfig, ConversationLeasesRepository, WorkerIdentity],
      useFactory: sessionPool,
    },
  ],
  exports: [
    AGENT_RUNTIME,
    ClaudeModule,
    DELIVERY_OBSERVER,
    AgentRunsRepository,
    BacklogRepository,
    DeliveryDrainerService,
    DueTurnsRepository,
    SessionPool,
    TelegramPollerService,
    TurnMetrics,
    TurnRunnerService,
    WorkerIdentity,
  ],
})
export class AgentTurnsModule {}
