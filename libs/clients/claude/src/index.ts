export { ClaudeError, type ClaudeErrorReason } from './claude.errors.js';
export {
  CLAUDE_OPTIONS,
  DEFAULT_LIMITS,
  defineTool,
  type ClaudeClientOptions,
  type ClaudeLimits,
  type ClaudeSessionOptions,
  type ClaudeTool,
  type SandboxMode,
  type ToolContext,
  type ToolResult,
} from './claude-options.js';
export { ClaudeSession } from './sessions/claude-session.js';
export { ClaudeSessions } from './sessions/claude-sessions.service.js';
export { priceOf, type ModelUsage, type TokenCounts } from './gateway/model-usage.js';
export { spokenTurns, type SpokenTurn } from './sessions/transcript.js';
export type {
  ClaudeEvent,
  ContentBlock,
  FailedTurn,
  GoodTurn,
  ImageType,
  TurnFailure,
  TurnInput,
  TurnOutcome,
  TurnUsage,
} from './turns/turn.js';
export { ClaudeModule } from './claude.module.js';
export { DelegatedCgroups } from './cgroup/delegated-cgroups.js';
export { SandboxProbe, type SandboxReport } from './sandbox/sandbox-probe.service.js';
