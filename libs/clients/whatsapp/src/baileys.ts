/**
 * The only place that imports Baileys and libsignal. Pinned to 7.0.0-rc14 and 6.0.0: the cures beside this file mend
 * faults of exactly these versions, and version 8 is announced with another form of stored keys.
 */
export {
  addTransactionCapability,
  Browsers,
  BufferJSON,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  generateMessageIDV2,
  generateSignalPubKey,
  getBinaryNodeChildren,
  initAuthCreds,
  isJidBroadcast,
  isJidGroup,
  isJidMetaAI,
  isJidNewsletter,
  isLidUser,
  isPnUser,
  jidDecode,
  jidNormalizedUser,
  makeWASocket,
  normalizeMessageContent,
  proto,
  unpadRandomMax16,
  WA_CERT_DETAILS,
} from '@whiskeysockets/baileys';
export type {
  AuthenticationCreds,
  BinaryNode,
  ConnectionState,
  SignalAuthState,
  SignalDataSet,
  SignalDataTypeMap,
  SignalKeyStore,
  SignalKeyStoreWithTransaction,
  SignalRepositoryWithLIDStore,
  SocketConfig,
  UserFacingSocketConfig,
  WASocket,
} from '@whiskeysockets/baileys';
export { SessionBuilder, SessionCipher } from 'libsignal';
export { verifySignature } from 'libsignal/src/curve.js';
