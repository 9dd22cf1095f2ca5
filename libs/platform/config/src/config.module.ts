import { Module } from '@nestjs/common';
import { AppConfig } from './app-config.js';
import { loadEnvironment } from './env.js';

/** Provides AppConfig of this process; a bad environment stops the boot with ConfigError. */
@Module({ providers: [{ provide: AppConfig, useFactory: loadEnvironment }], exports: [AppConfig] })
export class ConfigModule {}
