import { Module } from '@nestjs/common';
import { AgentsModule } from '#features/agents';
import { MessagingModule } from '#features/messaging';
import { RedisModule } from '#platform/redis';
import { HttpModule } from '../http/http.module.js';
import { ChannelsController } from './channels.controller.js';
import { TelegramWebhookController } from './telegram-webhook.controller.js';
import { ChannelStreamController } from './channel-stream.controller.js';
import { ChannelStream } from './channel-stream.service.js';
import { NotificationsController } from './notifications.controller.js';
import { UndeliveredController } from './undelivered.controller.js';
import { WebhookController } from './webhook.controller.js';
import { WhatsappController } from './whatsapp.controller.js';

/** Everything under /messaging. */
@Module({
  imports: [AgentsModule, HttpModule, MessagingModule, RedisModule],
  controllers: [
    ChannelsController,
    ChannelStreamController,
    NotificationsController,
    TelegramWebhookController,
    UndeliveredController,
    WebhookController,
    WhatsappController,
  ],
  providers: [ChannelStream],
})
export class MessagingApiModule {}
