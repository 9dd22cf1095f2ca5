/** How Baileys is set up: quiet, offline to the phone, personal chats only, with the cures in its decryption. */
import {
  Browsers,
  DEFAULT_CONNECTION_CONFIG,
  proto,
  type SocketConfig,
  type UserFacingSocketConfig,
} from '../baileys.js';
import { withDecryptHook, type DecryptHook } from '../cures/decrypt-hook.js';
import { withOneLock } from '../cures/one-lock.js';
import type { AccountKeys } from '../keys/account-keys.js';
import { isPersonalChat } from '../messages/message-identity.js';
import type { WhatsappSettings } from '../whatsapp-options.js';
import { socketLogger } from './socket-logger.js';

/** The store is patient by itself (see guarded-store.ts). */
const COMMIT_ATTEMPTS = 1;

/** The configuration of one socket. */
export function socketConfig(
  settings: WhatsappSettings,
  keys: AccountKeys,
  hook: DecryptHook,
): UserFacingSocketConfig {
  const { timings, version, wsUrl, log } = settings;
  return {
    auth: { creds: keys.creds, keys: keys.signalKeys },
    logger: socketLogger(log),
    browser: Browsers.ubuntu('Chrome'),
    // Otherwise the owner's phone stops showing notifications.
    markOnlineOnConnect: false,
    syncFullHistory: false,
    emitOwnEvents: false,
    generateHighQualityLinkPreview: false,
    defaultQueryTimeoutMs: timings.queryMs,
    transactionOpts: {
      maxCommitRetries: COMMIT_ATTEMPTS,
      delayBetweenTriesMs: timings.storeRetryMs,
    },
    shouldIgnoreJid: (jid) => !isPersonalChat(jid),
    getMessage: ({ id }) => sentMessage(settings, id),
    makeSignalRepository: repositoryMaker(settings, hook),
    ...(version === null ? {} : { version }),
    ...(wsUrl ? { waWebSocketUrl: wsUrl } : {}),
    ...(timings.qrMs === null ? {} : { qrTimeout: timings.qrMs }),
  };
}

function repositoryMaker(
  { without }: WhatsappSettings,
  hook: DecryptHook,
): SocketConfig['makeSignalRepository'] {
  const stock = DEFAULT_CONNECTION_CONFIG.makeSignalRepository;
  const hooked = without.includes('journal') ? stock : withDecryptHook(stock, hook);
  return without.includes('one-lock') ? hooked : withOneLock(hooked);
}

async function sentMessage(
  { findSentText }: WhatsappSettings,
  id: string | null | undefined,
): Promise<proto.IMessage | undefined> {
  const text = id ? await findSentText(id) : null;
  return text === null ? undefined : { extendedTextMessage: { text } };
}
