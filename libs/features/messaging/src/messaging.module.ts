import { Module } from '@nestjs/common';
import { MailModule } from '#clients/mail';
import { TelegramClientModule } from '#clients/telegram';
import { ConfigModule } from '#platform/config';
import { CryptoModule } from '#platform/crypto';
import { RedisModule } from '#platform/redis';
import { AgentSideLink } from './agent-side.js';
import { CHANNEL_DRIVERS, type ChannelDriver } from './channels/channel-driver.js';
import { ChannelHealthService } from './channels/channel-health.service.js';
import { ChannelLeasesRepository } from './channels/channel-leases.repository.js';
import { ChannelsRepository } from './channels/channels.repository.js';
import { ChannelsService } from './channels/channels.service.js';
import { ConversationDeskService } from './conversations/conversation-desk.service.js';
import { ConversationLeasesRepository } from './conversations/conversation-leases.repository.js';
import { ConversationListRepository } from './conversations/conversation-list.repository.js';
import { ConversationOwnerRepository } from './conversations/conversation-owner.repository.js';
import { ConversationsRepository } from './conversations/conversations.repository.js';
import { HumanWordsRepository } from './conversations/human-words.repository.js';
import { TakeoverRepository } from './conversations/takeover.repository.js';
import { DeliveriesRepository } from './deliveries/deliveries.repository.js';
import { DeliverySendsRepository } from './deliveries/delivery-sends.repository.js';
import { OutboxService } from './deliveries/outbox.service.js';
import { ReceiptsService } from './deliveries/receipts.service.js';
import { TypingService } from './deliveries/typing.service.js';
import { UndeliveredRepository } from './deliveries/undelivered.repository.js';
import { BuyerLimitsService } from './inbox/buyer-limits.service.js';
import { InboxRepository } from './inbox/inbox.repository.js';
import { InboxService } from './inbox/inbox.service.js';
import { InboundMediaService } from './media/inbound-media.service.js';
import { InboxMediaRepository } from './media/inbox-media.repository.js';
import { TranscriberService } from './media/transcriber.service.js';
import { EscalationService } from './notifications/escalation.service.js';
import { NotificationsRepository } from './notifications/notifications.repository.js';
import { NotificationsService } from './notifications/notifications.service.js';
import { NotifyLinkService } from './telegram/notify-link.service.js';
import { PlatformBotRepository } from './telegram/platform-bot.repository.js';
import { PlatformBotPorts, PlatformBotService } from './telegram/platform-bot.service.js';
import { TelegramDirectionService } from './telegram/telegram-direction.service.js';
import { TelegramHealthRepository } from './telegram/telegram-health.repository.js';
import { TelegramHealthService } from './telegram/telegram-health.service.js';
import { TelegramInboundService } from './telegram/telegram-inbound.service.js';
import { TelegramLinkService } from './telegram/telegram-link.service.js';
import { TelegramDriver } from './telegram/telegram.driver.js';
import { WebhookInboundService } from './webhook/webhook-inbound.service.js';
import { WebhookLinkService } from './webhook/webhook-link.service.js';
import { WebhookSenderService } from './webhook/webhook-sender.service.js';
import { WebhookDriver } from './webhook/webhook.driver.js';
import { WhatsappSessionMaker } from './whatsapp/sessions/whatsapp-session-maker.service.js';
import { WhatsappSessions } from './whatsapp/sessions/whatsapp-sessions.js';
import { WhatsappAuthRepository } from './whatsapp/store/whatsapp-auth.repository.js';
import { WhatsappHostService } from './whatsapp/whatsapp-host.service.js';
import { WhatsappInboundService } from './whatsapp/whatsapp-inbound.service.js';
import { WhatsappLinkService } from './whatsapp/whatsapp-link.service.js';
import { WhatsappDriver } from './whatsapp/whatsapp.driver.js';

const SERVICES = [
  AgentSideLink,
  BuyerLimitsService,
  ChannelHealthService,
  ChannelLeasesRepository,
  ChannelsRepository,
  ChannelsService,
  ConversationDeskService,
  ConversationLeasesRepository,
  ConversationListRepository,
  ConversationOwnerRepository,
  ConversationsRepository,
  DeliveriesRepository,
  DeliverySendsRepository,
  EscalationService,
  HumanWordsRepository,
  InboundMediaService,
  InboxMediaRepository,
  InboxRepository,
  InboxService,
  NotificationsRepository,
  NotificationsService,
  NotifyLinkService,
  OutboxService,
  PlatformBotPorts,
  PlatformBotRepository,
  PlatformBotService,
  ReceiptsService,
  TakeoverRepository,
  TelegramDirectionService,
  TelegramDriver,
  TelegramHealthRepository,
  TelegramHealthService,
  TranscriberService,
  TelegramInboundService,
  TelegramLinkService,
  TypingService,
  UndeliveredRepository,
  WebhookDriver,
  WebhookInboundService,
  WebhookLinkService,
  WebhookSenderService,
  WhatsappAuthRepository,
  WhatsappDriver,
  WhatsappHostService,
  WhatsappInboundService,
  WhatsappLinkService,
  WhatsappSessionMaker,
  WhatsappSessions,
];

/** Conversations, inbox, deliveries and channels. */
@Module({
  imports: [ConfigModule, CryptoModule, MailModule, RedisModule, TelegramClientModule],
  providers: [
    ...SERVICES,
    {
      provide: CHANNEL_DRIVERS,
      inject: [TelegramDriver, WebhookDriver, WhatsappDriver],
      useFactory: (...drivers: ChannelDriver[]): ChannelDriver[] => drivers,
    },
  ],
  exports: [...SERVICES, CHANNEL_DRIVERS],
})
export class MessagingModule {}
