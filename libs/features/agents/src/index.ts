export { AgentBriefService } from './turns/brief/agent-brief.service.js';
export { AGENT_CONFIG_DEFAULTS, effectiveConfig, type AgentConfig } from './agent-config.js';
export { AgentSettingsService, type ConfigChange } from './desk/agent-settings.service.js';
export { AGENT_RUNTIME, type AgentRuntime } from './sessions/agent-runtime.js';
export { AgentTurnsModule } from './agent-turns.module.js';
export { agentNotFound } from './agents.errors.js';
export { DrainDeliveries, RunTurn } from './agents.jobs.js';
export { AgentsModule } from './agents.module.js';
export { AgentsRepository, type AgentRow } from './agents.repository.js';
export { AgentsService } from './agents.service.js';
export { BacklogRepository } from './runs/backlog.repository.js';
export { BudgetsService, type UsageReport } from './budget/budgets.service.js';
export {
  CustomRequestsRepository,
  type CustomRequest,
} from './custom-requests/custom-requests.repository.js';
export { DayFiguresService, type DayFigures } from './figures/day-figures.service.js';
export { DueTurnsRepository } from './turns/queue/due-turns.repository.js';
export { EventLogService, eventsChannel, type AgentEvent } from './events/event-log.service.js';
export { RunHistoryRepository, type PastRun, type RunTool } from './runs/run-history.repository.js';
export { EventRetentionService } from './events/event-retention.service.js';
export { WEEKDAYS, type BusinessHours, type Weekday } from './hours/business-hours.js';
export type { KnowledgeEntry, KnowledgeSuggestion } from './knowledge/knowledge.repository.js';
export { KnowledgeService } from './knowledge/knowledge.service.js';
export { NotAnsweredService } from './not-answered/not-answered.service.js';
export type { NotAnsweredMessage } from './not-answered/not-answered.repository.js';
export { SellerChatService } from './desk/seller-chat.service.js';
export { SellerToolsService } from './desk/seller-tools.service.js';
export { SessionPool } from './sessions/session-pool.js';
export type { SoulVersion } from './soul/soul-versions.repository.js';
export { TestChatService } from './desk/test-chat.service.js';
export { TurnMetrics, type Backlog } from './runs/turn-metrics.service.js';
export { TurnNudgerService } from './turns/turn-nudger.service.js';
export { TurnRunnerService } from './turns/turn-runner.service.js';
export { WorkerIdentity } from './sessions/worker-identity.js';
