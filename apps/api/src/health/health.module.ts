import { Module } from '@nestjs/common';
import { ClockModule } from '#platform/clock';
import { ConfigModule } from '#platform/config';
import { RedisModule } from '#platform/redis';
import { DatabaseModule } from '../database/database.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetaController } from './meta.controller.js';

/** GET /health, /health/ready, /health/live, /meta. */
@Module({
  imports: [ClockModule, ConfigModule, DatabaseModule, RedisModule],
  controllers: [HealthController, MetaController],
  providers: [HealthService],
})
export class HealthModule {}
