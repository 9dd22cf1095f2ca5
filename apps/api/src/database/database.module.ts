import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AppConfig, ConfigModule } from '#platform/config';
import { dataSourceOptions } from '#schema';
import { DatabaseConnection } from './database-connection.service.js';

/** No request waits longer for a statement, be the server frozen. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** The application's DataSource, which features inject. It connects in DatabaseConnection. */
@Module({
  imports: [
    ConfigModule,
    TypeOrmModule.forRootAsync({
      imports: [ConfigModule],
      inject: [AppConfig],
      useFactory: (config: AppConfig) => ({
        ...dataSourceOptions(config.databaseUrl, {
          applicationName: 'ifa-api',
          statementTimeoutMs: STATEMENT_TIMEOUT_MS,
        }),
        manualInitialization: true,
      }),
    }),
  ],
  providers: [DatabaseConnection],
  exports: [DatabaseConnection],
})
export class DatabaseModule {}
