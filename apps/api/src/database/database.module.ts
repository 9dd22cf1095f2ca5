import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AppConfig, ConfigModule } from '#platform/config';
import { dataSourceOptions } from '#schema';
import { DatabaseConnection } from './database-connection.service.js';

/** The application's DataSource, which features inject. It connects in DatabaseConnection. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      imports: [ConfigModule],
      inject: [AppConfig],
      useFactory: (config: AppConfig) => ({
        ...dataSourceOptions(config.databaseUrl, { applicationName: 'ifa-api' }),
        manualInitialization: true,
      }),
    }),
  ],
  providers: [DatabaseConnection],
  exports: [DatabaseConnection],
})
export class DatabaseModule {}
