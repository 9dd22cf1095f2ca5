/** The only way an agent and its events become JSON. */
import {
  effectiveConfig,
  type AgentConfig,
  type AgentEvent,
  type AgentRow,
} from '#features/agents';
import type { ServerSentEvent } from '../streams/sse.js';
import type { AgentConfigDto } from './agent-settings.dto.js';
import type { AgentDto, EventDto, ProvisionedAgentDto } from './agents.dto.js';

export function presentProvisioned(agent: AgentRow): ProvisionedAgentDto {
  return {
    id: agent.id,
    name: agent.name,
    status: agent.status,
    workspacePath: agent.workspacePath,
  };
}

export function presentAgent(
  agent: AgentRow,
  session: { sessionId: string; lastRunAt: Date | null } | null,
): AgentDto {
  return {
    id: agent.id,
    name: agent.name,
    status: agent.status,
    workspacePath: agent.workspacePath,
    config: settingsOf(agent.config),
    soulInstructions: agent.soulInstructions,
    createdAt: agent.createdAt,
    updatedAt: agent.updatedAt,
    session,
  };
}

/**
 * What the seller may change; the rest is the house's own. A time zone that nobody has named is shown as such, so that
 * whoever shows the settings can ask for it; until then it is UTC.
 */
function settingsOf(config: AgentConfig): AgentConfigDto {
  const {
    maxDebounceMs: _debounce,
    maxContextTokens: _context,
    language = null,
    hours = null,
    ...settings
  } = effectiveConfig(config);
  return { ...settings, language, hours, timeZone: config.timeZone ?? null };
}

export function presentEvent(event: AgentEvent): EventDto {
  const { id, eventType, content, metadata, createdAt } = event;
  return { id, eventType, content, metadata, createdAt };
}

/** As the stream sends it: `type` instead of `eventType`, as the API reference has it. */
export function presentStreamed(event: AgentEvent): ServerSentEvent {
  const { id, eventType, content, metadata, createdAt } = event;
  return { id, event: eventType, data: { id, type: eventType, content, metadata, createdAt } };
}
