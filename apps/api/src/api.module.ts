import { Module } from '@nestjs/common';
import { LoggingModule } from '#platform/logging';
import { MetricsModule } from '#platform/metrics';
import { AuthApiModule } from './auth/auth.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';

/** The API: one module per feature, each with its controllers. A new feature is one line here. */
@Module({
  imports: [LoggingModule.forApp('api'), MetricsModule, HttpModule, HealthModule, AuthApiModule],
})
export class ApiModule {}
