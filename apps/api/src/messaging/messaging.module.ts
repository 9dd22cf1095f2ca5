import { Module } from '@nestjs/common';
import { AgentsModule } from '#features/agents';
import { MessagingModule } from '#features/messaging';
import { HttpModule } from '../http/http.module.js';
import { ChannelsController } from './channels.controller.js';
import { TelegramWebhookController } from './telegram-webhook.controller.js';
import { WebhookController } from './webhook.controller.js';

/** Everything under /messaging. */
@Module({
  imports: [AgentsModule, HttpModule, MessagingModule],
  controllers: [ChannelsController, TelegramWebhookController, WebhookController],
})
export class MessagingApiModule {}
