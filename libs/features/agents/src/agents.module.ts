import { Module } from '@nestjs/common';
import { EtsyModule } from '#features/etsy';
import { MessagingModule } from '#features/messaging';
import { ProductsModule } from '#features/products';
import { ClockModule } from '#platform/clock';
import { ConfigModule } from '#platform/config';
import { QueueModule } from '#platform/queue';
import { RedisModule } from '#platform/redis';
import { AgentSessionsRepository } from './sessions/agent-sessions.repository.js';
import { AgentSettingsService } from './desk/agent-settings.service.js';
import { AgentsRepository } from './agents.repository.js';
import { AgentsService } from './agents.service.js';
import { BudgetsRepository } from './budget/budgets.repository.js';
import { BudgetsService } from './budget/budgets.service.js';
import { CustomRequestsRepository } from './custom-requests/custom-requests.repository.js';
import { DayFiguresRepository } from './figures/day-figures.repository.js';
import { DayFiguresService } from './figures/day-figures.service.js';
import { EventLogService } from './events/event-log.service.js';
import { EventRetentionService } from './events/event-retention.service.js';
import { MessagingLinkService } from './messaging-link.service.js';
import { RunHistoryRepository } from './runs/run-history.repository.js';
import { KnowledgeRepository } from './knowledge/knowledge.repository.js';
import { KnowledgeService } from './knowledge/knowledge.service.js';
import { NotAnsweredRepository } from './not-answered/not-answered.repository.js';
import { NotAnsweredService } from './not-answered/not-answered.service.js';
import { SellerChatService } from './desk/seller-chat.service.js';
import { SellerToolsService } from './desk/seller-tools.service.js';
import { SoulVersionsRepository } from './soul/soul-versions.repository.js';
import { TestChatService } from './desk/test-chat.service.js';
import { TurnNudgerService } from './turns/turn-nudger.service.js';
import { TOOL_PROVIDERS } from './tools/agent-tools.js';
import { ToolRegistry } from './tools/tool-registry.js';
import { WorkspaceService } from './desk/workspace.service.js';

const SERVICES = [
  AgentSessionsRepository,
  AgentSettingsService,
  AgentsRepository,
  AgentsService,
  BudgetsRepository,
  BudgetsService,
  CustomRequestsRepository,
  DayFiguresRepository,
  DayFiguresService,
  EventLogService,
  EventRetentionService,
  MessagingLinkService,
  RunHistoryRepository,
  KnowledgeRepository,
  KnowledgeService,
  NotAnsweredRepository,
  NotAnsweredService,
  SellerChatService,
  SellerToolsService,
  SoulVersionsRepository,
  TestChatService,
  ToolRegistry,
  TurnNudgerService,
  WorkspaceService,
];

/** Agents, their chat and their activity log: what the API needs. The engine is in AgentTurnsModule. */
@Module({
  imports: [
    ClockModule,
    ConfigModule,
    EtsyModule,
    MessagingModule,
    ProductsModule,
    QueueModule.forProducers(),
    RedisModule,
  ],
  providers: [...SERVICES, ...TOOL_PROVIDERS],
  exports: SERVICES,
})
export class AgentsModule {}
