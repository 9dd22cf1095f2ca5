import { Module } from '@nestjs/common';
import { Metrics } from './metrics.service.js';

/** Provides Metrics, one for each app. */
@Module({ providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}
