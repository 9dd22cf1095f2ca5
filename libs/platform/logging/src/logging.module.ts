import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { AppConfig, ConfigModule } from '#platform/config';
import { logDestination } from './log-destination.js';
import { loggerParams } from './logger-params.js';

/** The log of an app. After creation the app calls `app.useLogger(app.get(Logger))` with Logger of nestjs-pino. */
@Module({})
export class LoggingModule {
  /** Imported once by each app's root module. */
  static forApp(app: 'api' | 'worker'): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRootAsync({
          imports: [ConfigModule],
          inject: [AppConfig],
          useFactory: async (config: AppConfig) =>
            loggerParams(app, config, await logDestination(app, config.logDir)),
        }),
      ],
    };
  }
}
