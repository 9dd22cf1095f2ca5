export { AgentBriefService } from './agent-brief.service.js';
export { AGENT_CONFIG_DEFAULTS, effectiveConfig, type AgentConfig } from './agent-config.js';
export { AgentSettingsService, type ConfigChange } from './agent-settings.service.js';
export { AGENT_RUNTIME, type AgentRuntime } from './agent-runtime.js';
export { AgentTurnsModule } from './agent-turns.module.js';
export { agentNotFound } from './agents.errors.js';
export { DrainDeliveries, RunTurn } from './agents.jobs.js';
export { AgentsModule } from './agents.module.js';
export { AgentsRepository, type AgentRow } from './agents.repository.js';
export { AgentsService } from './agents.service.js';
export { BacklogRepository } from './backlog.repository.js';
export { BudgetsService, type UsageReport } from './budget/budgets.service.js';
export {
  CustomRequestsRepository,
  type CustomRequest,
} from './custom-requests/custom-requests.repository.js';
export { DueTurnsRepository } from './due-turns.repository.js';
export { EventLogService, eventsChannel, type AgentEvent } from './event-log.service.js';
export { RunHistoryRepository, type PastRun, type RunTool } from './run-history.repository.js';
export { EventRetentionService } from './event-retention.service.js';
export { WEEKDAYS, type BusinessHours, type Weekday } from './hours/business-hours.js';
export type { KnowledgeEntry, KnowledgeSuggestion } from './knowledge/knowledge.repository.js';
export { KnowledgeService } from './knowledge/knowledge.service.js';
export { NotAnsweredService } from './not-answered/not-answered.service.js';
export type { NotAnsweredMessage } from './not-answered/not-answered.repository.js';
export { SellerChatService } from './seller-chat.service.js';
export { SellerToolsService } from './seller-tools.service.js';
export { SessionPool } from './session-pool.js';
export type { SoulVersion } from './soul/soul-versions.repository.js';
export { TestChatService } from './test-chat.service.js';
export { TurnMetrics, type Backlog } from './turn-metrics.service.js';
export { TurnNudgerService } from './turn-nudger.service.js';
export { TurnRunnerService } from './turn-runner.service.js';
export { WorkerIdentity } from './worker-identity.js';
