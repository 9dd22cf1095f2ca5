/** What a decrypted message says: its kind, its words, what it edits, and how to fetch what hangs on it. */
import { normalizeMessageContent, proto, unpadRandomMax16 } from '../baileys.js';
import type { MediaHandle, MessageKind } from './whatsapp-message.js';

/** The part of a message that came from its sender's hand. */
export interface MessageContent {
  kind: MessageKind;
  text: string | null;
  edits: string | null;
  quotes: string | null;
  media: MediaHandle | null;
}

/** Parts that are not a message to anybody: protocol, reactions, votes, keys, the head of an album before its pictures. */
const SILENT = new Set([
  'protocolMessage',
  'albumMessage',
  'reactionMessage',
  'encReactionMessage',
  'pollUpdateMessage',
  'senderKeyDistributionMessage',
  'keepInChatMessage',
  'pinInChatMessage',
  'encEventResponseMessage',
  'messageContextInfo',
  'placeholderMessage',
]);

/** Decodes a decrypted and still padded message. Throws when it is not one. */
export function decodeMessage(padded: Uint8Array): proto.IMessage {
  const message = proto.Message.decode(unpadRandomMax16(padded));
  return message.deviceSentMessage?.message ?? message;
}

/** What it says, or null when it says nothing to a reader. */
export function messageContent(message: proto.IMessage): MessageContent | null {
  const content = normalizeMessageContent(message) ?? message;
  const edit = content.protocolMessage;
  if (edit?.editedMessage) {
    const now = messageContent(edit.editedMessage);
    return now === null ? null : { ...now, edits: edit.key?.id ?? null };
  }
  if (Object.keys(content).every((part) => SILENT.has(part))) return null;
  return { ...mediaContent(content), edits: null, quotes: quotedBy(content) };
}

/** Messages that the phone passes on when this device asked for one that it could not get itself. */
export function resentMessages(message: proto.IMessage): proto.WebMessageInfo[] {
  const answer = message.protocolMessage?.peerDataOperationRequestResponseMessage;
  return (answer?.peerDataOperationResult ?? []).flatMap((result) => {
    const encoded = result.placeholderMessageResendResponse?.webMessageInfoBytes;
    return encoded ? [proto.WebMessageInfo.decode(encoded)] : [];
  });
}

/** The words of what it answers to; a picture without any is not told. */
function quotedBy(content: proto.IMessage): string | null {
  const part =
    content.extendedTextMessage ??
    content.imageMessage ??
    content.audioMessage ??
    content.videoMessage ??
    content.documentMessage ??
    content.stickerMessage;
  const quoted = part?.contextInfo?.quotedMessage;
  return quoted ? wordsOf(normalizeMessageContent(quoted) ?? quoted) : null;
}

function mediaContent(content: proto.IMessage): Omit<MessageContent, 'edits' | 'quotes'> {
  const { imageMessage, audioMessage } = content;
  const text = wordsOf(content);
  if (imageMessage) return { kind: 'image', text, media: handleOf('image', imageMessage) };
  if (audioMessage) return { kind: 'voice', text, media: handleOf('audio', audioMessage) };
  const isText = Boolean(content.conversation || content.extendedTextMessage) || isChoice(content);
  return { kind: isText ? 'text' : 'other', text, media: null };
}

/** A tap on a button or in a list is as good as the words on it. */
function isChoice(content: proto.IMessage): boolean {
  return choiceOf(content) !== null;
}

function choiceOf(content: proto.IMessage): string | null {
  return (
    content.buttonsResponseMessage?.selectedDisplayText ||
    content.templateButtonReplyMessage?.selectedDisplayText ||
    content.listResponseMessage?.title ||
    null
  );
}

function wordsOf(content: proto.IMessage): string | null {
  return (
    content.conversation ||
    content.extendedTextMessage?.text ||
    captionOf(content) ||
    choiceOf(content)
  );
}

function captionOf(content: proto.IMessage): string | null {
  return (
    content.imageMessage?.caption ||
    content.videoMessage?.caption ||
    content.documentMessage?.caption ||
    null
  );
}

function handleOf(
  type: MediaHandle['type'],
  media: proto.Message.IImageMessage | proto.Message.IAudioMessage,
): MediaHandle | null {
  const { directPath, mediaKey, mimetype, fileLength } = media;
  if (!directPath || !mediaKey) return null;
  return {
    type,
    mimeType: mimetype ?? 'application/octet-stream',
    sizeBytes: fileLength ? Number(fileLength) : null,
    directPath,
    mediaKey: Buffer.from(mediaKey).toString('base64'),
  };
}
