import { Module } from '@nestjs/common';
import { AppConfig, ConfigModule } from '#platform/config';
import { TelegramClient } from './telegram.client.js';

/** Gives a TelegramClient that talks to TELEGRAM_API_URL. */
@Module({
  imports: [ConfigModule],
  providers: [
    {
      provide: TelegramClient,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new TelegramClient({ apiUrl: config.telegram.apiUrl }),
    },
  ],
  exports: [TelegramClient],
})
export class TelegramClientModule {}
