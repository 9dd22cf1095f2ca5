export {
  AgentSideLink,
  type ActivityEvent,
  type AgentSide,
  type ConversationSettings,
} from './agent-side.js';
export {
  CHANNEL_DRIVERS,
  type ChannelDriver,
  type OpenChannel,
  type OutgoingMessage,
  type SendOutcome,
} from './channel-driver.js';
export type { ChannelPlatform, ChannelStatus } from './channel.entity.js';
export type { Channel, ChannelView } from './channel-view.js';
export { ChannelsRepository } from './channels.repository.js';
export { ChannelsService } from './channels.service.js';
export {
  ConversationLeasesRepository,
  LEASE_RENEW_MS,
  LEASE_TTL_MS,
} from './conversation-leases.repository.js';
export type { HeldLease, LeasedConversation } from './conversation-leases.repository.js';
export type { ConversationKind } from './conversation.entity.js';
export { ConversationDeskService } from './conversations/conversation-desk.service.js';
export {
  CONVERSATION_STATES,
  ConversationListRepository,
  type ConversationMessage,
  type ConversationState,
  type ListedConversation,
} from './conversations/conversation-list.repository.js';
export { HumanWordsRepository, type MissedWords } from './conversations/human-words.repository.js';
export { ConversationsRepository } from './conversations.repository.js';
export { UndeliveredRepository, type UnsettledDelivery } from './undelivered.repository.js';
export { DeliveriesRepository } from './deliveries.repository.js';
export { DeliveryDrainerService } from './delivery-drainer.service.js';
export { DELIVERY_GATE, type DeliveryGate, type GateDecision } from './delivery-gate.js';
export {
  DELIVERY_OBSERVER,
  type DeliveryObserver,
  type SettledDelivery,
} from './delivery-observer.js';
export type { DeliveryAuthor, DeliveryStatus } from './delivery.entity.js';
export { INBOUND_LISTENER, type InboundListener } from './inbound-listener.js';
export type { InboxMedium, InboxPayload, InboxStatus } from './inbox-message.entity.js';
export { InboxRepository, type WaitingMessage } from './inbox.repository.js';
export { InboxService, type AcceptedMessage, type IncomingMessage } from './inbox.service.js';
export { LeaseLostError, conversationNotFound } from './messaging.errors.js';
export { MessagingModule } from './messaging.module.js';
export { OutboxService, type OutgoingAnswer } from './outbox.service.js';
export { TakeoverRepository } from './takeover.repository.js';
export { TypingService } from './typing.service.js';
export { TelegramInboundService } from './telegram/telegram-inbound.service.js';
export { TelegramLinkService, telegramWebhookPath } from './telegram/telegram-link.service.js';
export { TelegramPollerService } from './telegram/telegram-poller.service.js';
export { WebhookInboundService, type SignedMessage } from './webhook/webhook-inbound.service.js';
export { WebhookLinkService } from './webhook/webhook-link.service.js';
export { WhatsappHostService } from './whatsapp/whatsapp-host.service.js';
export { WhatsappLinkService, type PairingWish } from './whatsapp/whatsapp-link.service.js';
export { InboundMediaService, type ReadableMedium } from './media/inbound-media.service.js';
export { InboxMediaRepository } from './media/inbox-media.repository.js';
export { ChannelHealthService, channelTopic } from './channel-health.service.js';
export { EscalationService } from './notifications/escalation.service.js';
export { NotificationsRepository } from './notifications/notifications.repository.js';
export { NotificationsService } from './notifications/notifications.service.js';
export { NotifyLinkService } from './telegram/notify-link.service.js';
export { PlatformBotService } from './telegram/platform-bot.service.js';
export { WebhookSenderService } from './webhook/webhook-sender.service.js';
