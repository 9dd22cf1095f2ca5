import { Module } from '@nestjs/common';
import { EtsyModule } from '#features/etsy';
import { MessagingModule } from '#features/messaging';
import { ProductsModule } from '#features/products';
import { ClockModule } from '#platform/clock';
import { ConfigModule } from '#platform/config';
import { QueueModule } from '#platform/queue';
import { RedisModule } from '#platform/redis';
import { AgentSessionsRepository } from './agent-sessions.repository.js';
import { AgentsRepository } from './agents.repository.js';
import { AgentsService } from './agents.service.js';
import { BudgetsRepository } from './budget/budgets.repository.js';
import { BudgetsService } from './budget/budgets.service.js';
import { CustomRequestsRepository } from './custom-requests/custom-requests.repository.js';
import { EventLogService } from './event-log.service.js';
import { MessagingLinkService } from './messaging-link.service.js';
import { RunHistoryRepository } from './run-history.repository.js';
import { KnowledgeRepository } from './knowledge/knowledge.repository.js';
import { KnowledgeService } from './knowledge/knowledge.service.js';
import { SellerChatService } from './seller-chat.service.js';
import { TurnNudgerService } from './turn-nudger.service.js';
import { TOOL_PROVIDERS } from './tools/agent-tools.js';
import { ToolRegistry } from './tools/tool-registry.js';
import { WorkspaceService } from './workspace.service.js';

const SERVICES = [
  AgentSessionsRepository,
  AgentsRepository,
  AgentsService,
  BudgetsRepository,
  BudgetsService,
  CustomRequestsRepository,
  EventLogService,
  MessagingLinkService,
  RunHistoryRepository,
  KnowledgeRepository,
  KnowledgeService,
  SellerChatService,
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
