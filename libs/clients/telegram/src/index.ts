export { escapeHtml, formatHtml } from './format-html.js';
export { redactTokens } from './redact-tokens.js';
export { MAX_MESSAGE_UNITS, splitText } from './split-text.js';
export type {
  TelegramBot,
  TelegramFile,
  TelegramSent,
  TelegramWebhookInfo,
} from './telegram-answer.schemas.js';
export { TelegramClientModule } from './telegram-client.module.js';
export {
  ALLOWED_UPDATES,
  type AllowedUpdate,
  TelegramClient,
  type TelegramClientOptions,
} from './telegram.client.js';
export { TelegramFailure, type TelegramFailureReason } from './telegram.errors.js';
export type {
  TelegramMembership,
  TelegramMessage,
  TelegramOther,
  TelegramPhoto,
  TelegramSender,
  TelegramUpdate,
  TelegramVoice,
} from './telegram-update.js';
export { parseTelegramUpdate } from './telegram-update.schemas.js';
