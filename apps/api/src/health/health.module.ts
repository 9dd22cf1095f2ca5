import { Module } from '@nestjs/common';
import { ClockModule } from '#platform/clock';
import { RedisModule } from '#platform/redis';
import { DatabaseModule } from '../database/database.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

/** GET /health, /health/ready, /health/live. */
@Module({
  imports: [ClockModule, DatabaseModule, RedisModule],
  controllers: [HealthController],
  providers: [HealthService],
})
export class HealthModule {}
