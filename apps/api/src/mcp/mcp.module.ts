import { Module } from '@nestjs/common';
import { AgentsModule } from '#features/agents';
import { AuthModule } from '#features/auth';
import { ConfigModule } from '#platform/config';
import { RedisModule } from '#platform/redis';
import { LimitsModule } from '../limits/limits.module.js';
import { McpController } from './mcp.controller.js';

/** POST /mcp */
@Module({
  imports: [AgentsModule, AuthModule, ConfigModule, LimitsModule, RedisModule],
  controllers: [McpController],
})
export class McpApiModule {}
