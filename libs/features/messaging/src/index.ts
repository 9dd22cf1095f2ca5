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
} from './channels/channel-driver.js';
export { ChannelHealthService, channelTopic } from './channels/channel-health.service.js';
export type { Channel, ChannelView } from './channels/channel-view.js';
export type { ChannelPlatform, ChannelStatus } from './channels/channel.entity.js';
export { ChannelsRepository } from './channels/channels.repository.js';
export { ChannelsService } from './channels/channels.service.js';
export { ConversationDeskService } from './conversations/conversation-desk.service.js';
export {
  ConversationLeasesRepository,
  LEASE_RENEW_MS,
  LEASE_TTL_MS,
} from './conversations/conversation-leases.repository.js';
export type {
  HeldLease,
  LeasedConversation,
} from './conversations/conversation-leases.repository.js';
export {
  CONVERSATION_STATES,
  ConversationListRepository,
  type ConversationMessage,
  type ConversationState,
  type ListedConversation,
} from './conversations/conversation-list.repository.js';
export type { ConversationKind } from './conversations/conversation.entity.js';
export { ConversationsRepository } from './conversations/conversations.repository.js';
export { HumanWordsRepository, type MissedWords } from './conversations/human-words.repository.js';
export { TakeoverRepository } from './conversations/takeover.repository.js';
export { DeliveriesRepository } from './deliveries/deliveries.repository.js';
export { DeliveryDrainerService } from './deliveries/delivery-drainer.service.js';
export { DELIVERY_GATE, type DeliveryGate, type GateDecision } from './deliveries/delivery-gate.js';
export {
  DELIVERY_OBSERVER,
  type DeliveryObserver,
  type SettledDelivery,
} from './deliveries/delivery-observer.js';
export { DeliverySendsRepository } from './deliveries/delivery-sends.repository.js';
export type { DeliveryAuthor, DeliveryStatus, SystemLine } from './deliveries/delivery.entity.js';
export { OutboxService, type OutgoingAnswer } from './deliveries/outbox.service.js';
export { TypingService } from './deliveries/typing.service.js';
export {
  UndeliveredRepository,
  type UnsettledDelivery,
} from './deliveries/undelivered.repository.js';
export { INBOUND_LISTENER, type InboundListener } from './inbox/inbound-listener.js';
export {
  MODEL_DOWN,
  OUT_OF_HOURS,
  type InboxMedium,
  type InboxPayload,
  type InboxStatus,
} from './inbox/inbox-message.entity.js';
export { InboxRepository, type WaitingMessage } from './inbox/inbox.repository.js';
export { InboxService, type AcceptedMessage, type IncomingMessage } from './inbox/inbox.service.js';
export { InboundMediaService, type ReadableMedium } from './media/inbound-media.service.js';
export { InboxMediaRepository } from './media/inbox-media.repository.js';
export { LeaseLostError, conversationNotFound } from './messaging.errors.js';
export { MessagingModule } from './messaging.module.js';
export { EscalationService } from './notifications/escalation.service.js';
export { NotificationsRepository } from './notifications/notifications.repository.js';
export { NotificationsService } from './notifications/notifications.service.js';
export { NotifyLinkService } from './telegram/notify-link.service.js';
export { PlatformBotService } from './telegram/platform-bot.service.js';
export { TelegramInboundService } from './telegram/telegram-inbound.service.js';
export {
  TelegramDirectionService,
  telegramWebhookPath,
} from './telegram/telegram-direction.service.js';
export { TelegramLinkService } from './telegram/telegram-link.service.js';
export { TelegramPollerService } from './telegram/telegram-poller.service.js';
export { WebhookInboundService, type SignedMessage } from './webhook/webhook-inbound.service.js';
export { WebhookLinkService } from './webhook/webhook-link.service.js';
export { WebhookSenderService } from './webhook/webhook-sender.service.js';
export { WhatsappHostService } from './whatsapp/whatsapp-host.service.js';
export { WhatsappLinkService, type PairingWish } from './whatsapp/whatsapp-link.service.js';
