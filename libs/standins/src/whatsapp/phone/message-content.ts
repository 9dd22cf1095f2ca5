/** What a phone shows of a message, and the few kinds of message that a phone in the stand-in can write. */
import { randomBytes } from 'node:crypto';
import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import type { Attachment } from './media-shelf.js';

/** What is legible in a message. */
export interface Legible {
  text: string | null;
  kind: string;
  edits: string | null;
}

const CONTEXT = 'messageContextInfo';

/** Reads a decrypted message the way a phone would show it. */
export function legible(message: proto.IMessage): Legible {
  const inner = normalizeMessageContent(message) ?? message;
  const edited = inner.protocolMessage?.editedMessage;
  if (edited !== undefined && edited !== null) {
    return { ...legible(edited), edits: inner.protocolMessage?.key?.id ?? null };
  }
  return { text: textOf(inner), kind: kindOf(inner), edits: null };
}

function textOf(message: proto.IMessage): string | null {
  const { conversation, extendedTextMessage, imageMessage } = message;
  return conversation || extendedTextMessage?.text || imageMessage?.caption || null;
}

function kindOf(message: proto.IMessage): string {
  const filled = Object.entries(message).find(
    ([name, value]) => name !== CONTEXT && value !== null && value !== undefined && value !== '',
  );
  return filled?.[0] ?? 'empty';
}

/** A file that no media host has any more. */
const LOST = { mediaKey: Buffer.alloc(32, 7), directPath: '/whatsapp/media/lost' };

/** What a buyer can send. */
export type ContentKind = 'text' | 'image' | 'voice' | 'sticker' | 'reaction';

/** A message of that kind; `text` is the text, the caption or the reaction. Without `file` the media cannot be fetched. */
export function contentOf(
  kind: ContentKind,
  text: string,
  o: { about?: string | undefined; mimeType?: string | undefined; file?: Attachment | undefined },
): proto.IMessage {
  const media = o.file ?? LOST;
  switch (kind) {
    case 'text':
      return { conversation: text };
    case 'image':
      return { imageMessage: { ...media, caption: text, mimetype: o.mimeType ?? 'image/jpeg' } };
    case 'voice':
      return {
        audioMessage: {
          ...media,
          mimetype: o.mimeType ?? 'audio/ogg; codecs=opus',
          ptt: true,
          seconds: 3,
        },
      };
    case 'sticker':
      return { stickerMessage: { ...media, mimetype: 'image/webp' } };
    case 'reaction':
      return { reactionMessage: { text, key: { id: o.about ?? '', fromMe: true } } };
  }
}

/** An edit of an earlier message. */
export function editOf(originalId: string, text: string): proto.IMessage {
  return {
    protocolMessage: {
      type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT,
      key: { id: originalId, fromMe: true },
      editedMessage: { conversation: text },
      timestampMs: Date.now(),
    },
  };
}

/** The ids of messages that a linked device asks its phone to read for it. */
export function resendRequests(message: proto.IMessage): string[] {
  const inner = message.deviceSentMessage?.message ?? message;
  const request = inner.protocolMessage?.peerDataOperationRequestMessage;
  const wanted = request?.placeholderMessageResendRequest ?? [];
  return wanted.flatMap(({ messageKey }) => (messageKey?.id ? [messageKey.id] : []));
}

/** The phone's answer to that. */
export function resendAnswer(info: proto.IWebMessageInfo): proto.IMessage {
  const webMessageInfoBytes = proto.WebMessageInfo.encode(info).finish();
  const { Type } = proto.Message.ProtocolMessage;
  return {
    protocolMessage: {
      type: Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
      peerDataOperationRequestResponseMessage: {
        peerDataOperationResult: [{ placeholderMessageResendResponse: { webMessageInfoBytes } }],
      },
    },
  };
}

/** A message id in the form that phones use. */
export function newMessageId(): string {
  return `3A${randomBytes(9).toString('hex').toUpperCase()}`;
}
