import { Module } from '@nestjs/common';
import { AgentsModule } from '#features/agents';
import { RedisModule } from '#platform/redis';
import { HttpModule } from '../http/http.module.js';
import { AgentEventStream } from './agent-event-stream.service.js';
import { AgentEventsController } from './agent-events.controller.js';
import { AgentsController } from './agents.controller.js';

/** Everything under /agents. */
@Module({
  imports: [AgentsModule, HttpModule, RedisModule],
  controllers: [AgentsController, AgentEventsController],
  providers: [AgentEventStream],
})
export class AgentsApiModule {}
