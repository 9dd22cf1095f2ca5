/** The history notification that a phone sends to a device when it has just been linked. */
import { deflateSync } from 'node:zlib';
import { proto } from '@whiskeysockets/baileys';
import { newMessageId } from './message-content.js';

/** An old chat that a phone tells a new device about. */
export interface HistoryChat {
  /** The other side's number. */
  number: string;
  messages: { text: string; mine: boolean; at: Date }[];
}

/** The two addresses of an account. */
export interface AddressPair {
  pn: string;
  lid: string;
}

/** The notification, with the whole history inside it. */
export function historyNotification(
  chats: (AddressPair & { messages: HistoryChat['messages'] })[],
  known: AddressPair[],
): proto.IMessage {
  const { INITIAL_BOOTSTRAP } = proto.HistorySync.HistorySyncType;
  const payload = proto.HistorySync.encode({
    syncType: INITIAL_BOOTSTRAP,
    conversations: chats.map((chat) => ({
      id: chat.lid,
      pnJid: chat.pn,
      messages: chat.messages.map((message) => ({
        message: {
          key: { id: newMessageId(), remoteJid: chat.lid, fromMe: message.mine },
          message: { conversation: message.text },
          messageTimestamp: Math.floor(message.at.getTime() / 1000),
        },
      })),
    })),
    phoneNumberToLidMappings: known.map(({ pn, lid }) => ({ pnJid: pn, lidJid: lid })),
  }).finish();
  return {
    protocolMessage: {
      type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
      historySyncNotification: {
        syncType: INITIAL_BOOTSTRAP,
        chunkOrder: 1,
        progress: 100,
        initialHistBootstrapInlinePayload: deflateSync(payload),
      },
    },
  };
}
