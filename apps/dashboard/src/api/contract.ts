/** The answers of the API under the names the pages use; the shapes are generated from its OpenAPI document. */
import type { ConversationDto } from './types.generated.js';

export type {
  SellerDto as Seller,
  MetaDto as Meta,
  AgentConfigDto as AgentConfig,
  AgentDto as Agent,
  ConversationDto as Conversation,
  MessageDto as Message,
  RunDto as Run,
  ProductDto as Product,
  ChannelDto as Channel,
  WebhookConnectedDto as WebhookConnected,
  SecretRotatedDto as SecretRotated,
  ApiKeyDto as ApiKey,
  ApiKeyMadeDto as ApiKeyMade,
  NewApiKeyDto as NewApiKey,
  EtsyConnectionDto as EtsyConnection,
  OverviewConnectionDto as ShopConnection,
  EventDto as ActivityEvent,
  OverviewDto as Overview,
  DayFiguresDto as DayFigures,
  FirstStepsDto as FirstSteps,
  NotificationSettingsDto as NotificationSettings,
  NotificationsChangedDto as NotificationsChanged,
  TelegramConnectedDto as TelegramConnected,
  CustomRequestDto as CustomRequest,
  UndeliveredDto as Undelivered,
  AdminSellerDto as AdminSeller,
  AdminHealthDto as AdminHealth,
  AdminQuotaDto as AdminQuota,
  DeadLetterDto as DeadLetter,
  AuditEntryDto as AuditEntry,
  UsageDto as Usage,
  KnowledgeEntryDto as Knowledge,
  KnowledgeSuggestionDto as Suggestion,
  NotAnsweredMessageDto as NotAnswered,
  SoulVersionDto as SoulVersion,
  SessionDto as SignInSession,
  ProposalDto as Proposal,
  SyncStateDto as SyncState,
  QuotaDto as Quota,
  WhatsappQrDto as PairingView,
} from './types.generated.js';

export type ConversationState = ConversationDto['state'];

/** A page of a list; `next` is what to ask for as `before`. */
export interface Paged {
  next: string | null;
}
