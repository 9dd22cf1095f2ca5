/** A message of Telegram's as the inbox keeps it. */
import type { TelegramMessage } from '#clients/telegram';
import type { InboxPayload } from '../inbox/inbox-message.entity.js';
import { quotedText } from '../inbox/quoted-text.js';

/** Files are named by Telegram's ids, good for fetching them with the bot's token. */
export function payloadOf(message: TelegramMessage): InboxPayload {
  const media: InboxPayload['media'] = [];
  if (message.photo) {
    media.push({ kind: 'image', mimeType: message.photo.mimeType, note: message.photo.fileId });
  }
  if (message.voice) {
    media.push({ kind: 'voice', mimeType: message.voice.mimeType, note: message.voice.fileId });
  }
  if (message.unsupported) media.push({ kind: 'other', note: message.unsupported });
  return {
    text: message.text ?? '',
    senderId: message.from.id,
    senderName: message.from.name,
    sentAt: message.date.toISOString(),
    messageId: String(message.messageId),
    ...(message.edited ? { edited: true } : {}),
    ...quotedText(message.quotes),
    ...(media.length > 0 ? { media } : {}),
  };
}
