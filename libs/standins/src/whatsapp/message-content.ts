/** What a phone shows of a message, and the few kinds of message that a phone in the stand-in can write. */
import { randomBytes } from 'node:crypto';
import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';

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

/** What a buyer can send. */
export type ContentKind = 'text' | 'image' | 'voice' | 'sticker' | 'reaction';

/** A message of that kind; `text` is the text, the caption or the reaction. */
export function contentOf(kind: ContentKind, text: string, about?: string): proto.IMessage {
  const media = {
    mediaKey: randomBytes(32),
    directPath: `/v/standin/${randomBytes(8).toString('hex')}`,
  };
  switch (kind) {
    case 'text':
      return { conversation: text };
    case 'image':
      return { imageMessage: { ...media, caption: text, mimetype: 'image/jpeg' } };
    case 'voice':
      return {
        audioMessage: { ...media, mimetype: 'audio/ogg; codecs=opus', ptt: true, seconds: 3 },
      };
    case 'sticker':
      return { stickerMessage: { ...media, mimetype: 'image/webp' } };
    case 'reaction':
      return { reactionMessage: { text, key: { id: about ?? '', fromMe: true } } };
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

/** A message id in the form that phones use. */
export function newMessageId(): string {
  return `3A${randomBytes(9).toString('hex').toUpperCase()}`;
}
