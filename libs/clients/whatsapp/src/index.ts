export { type KeyChange, StoreFencedError, type WhatsappAuthStore } from './keys/auth-store.js';
export { downloadMedia } from './messages/media-download.js';
export {
  addressOf,
  chatIdentity,
  type ChatIdentity,
  isLid,
  isPersonalChat,
  isPhone,
  isSameAccount,
  phoneNumberOf,
  withoutDevice,
} from './messages/message-identity.js';
export type {
  MediaHandle,
  MessageKind,
  UndecryptableMessage,
  WhatsappMessage,
  WhatsappReceipt,
} from './messages/whatsapp-message.js';
export {
  closeDecision,
  type CloseContext,
  type CloseDecision,
  type CloseReason,
} from './reconnect/close-decision.js';
export { backoffMs, type BackoffBounds } from './reconnect/reconnect-backoff.js';
export type { LogSink } from './socket/socket-logger.js';
export {
  type BaileysSocket,
  type Cure,
  DEFAULT_TIMINGS,
  type SocketFactory,
  type WhatsappOptions,
  type WhatsappTimings,
} from './whatsapp-options.js';
export type { WhatsappEvents, WhatsappSelf, WhatsappState } from './whatsapp-state.js';
export { WhatsappConnection } from './whatsapp.connection.js';
