import { Module } from '@nestjs/common';
import { AgentsModule } from '#features/agents';
import { RedisModule } from '#platform/redis';
import { HttpModule } from '../http/http.module.js';
import { AgentEventStream } from './agent-event-stream.service.js';
import { AgentDeskController } from './agent-desk.controller.js';
import { AgentEventsController } from './agent-events.controller.js';
import { AgentSettingsController } from './agent-settings.controller.js';
import { AgentsController } from './agents.controller.js';
import { KnowledgeController } from './knowledge.controller.js';
import { NotAnsweredController } from './not-answered.controller.js';

/** Everything under /agents. */
@Module({
  imports: [AgentsModule, HttpModule, RedisModule],
  controllers: [
    AgentsController,
    AgentSettingsController,
    AgentDeskController,
    AgentEventsController,
    KnowledgeController,
    NotAnsweredController,
  ],
  providers: [AgentEventStream],
})
export class AgentsApiModule {}
