export { AgentEventEntity } from './agent-event.entity.js';
export { AgentRunEntity } from './agent-run.entity.js';
export { AgentSessionEntity } from './agent-session.entity.js';
export { AgentEntity } from './agent.entity.js';
