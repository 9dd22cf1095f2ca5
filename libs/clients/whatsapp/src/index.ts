export { type KeyChange, StoreFencedError, type WhatsappAuthStore } from './auth-store.js';
export {
  closeDecision,
  type CloseContext,
  type CloseDecision,
  type CloseReason,
} from './close-decision.js';
export { downloadMedia } from './media-download.js';
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
} from './message-identity.js';
export { backoffMs, type BackoffBounds } from './reconnect-backoff.js';
export type { LogSink } from './socket-logger.js';
export { WhatsappConnection } from './whatsapp.connection.js';
export type { WhatsappEvents, WhatsappSelf, WhatsappState } from './whatsapp-state.js';
export type {
  MediaHandle,
  MessageKind,
  UndecryptableMessage,
  WhatsappMessage,
  WhatsappReceipt,
} from './whatsapp-message.js';
export {
  type BaileysSocket,
  type Cure,
  DEFAULT_TIMINGS,
  type SocketFactory,
  type WhatsappOptions,
  type WhatsappTimings,
} from './whatsapp-options.js';
